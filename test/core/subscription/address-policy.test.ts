import { describe, expect, it, test } from "vitest";
import { addressPolicy, addressProblem } from "../../../lib/core/subscription/address-policy.ts";

const strict = addressPolicy({ allowHttp: false, allowedAddresses: [] });
const laptop = addressPolicy({ allowHttp: true, allowedAddresses: ["127.0.0.0/8", "::1/128"] });

const NOT_PUBLIC = /is not a public address$/;

describe("addresses that are rejected", () => {
  test.each([
    ["this network", "0.0.0.0"],
    ["this network, inside", "0.1.2.3"],
    ["private A", "10.0.0.1"],
    ["private B", "172.16.0.1"],
    ["private B, last", "172.31.255.255"],
    ["private C", "192.168.1.1"],
    ["loopback", "127.255.255.254"],
    ["link-local", "169.254.0.1"],
    ["instance metadata", "169.254.169.254"],
    ["container credentials", "169.254.170.2"],
    ["CGNAT", "100.64.0.1"],
    ["CGNAT, last", "100.127.255.255"],
    ["protocol assignments", "192.0.0.170"],
    ["documentation 1", "192.0.2.1"],
    ["documentation 2", "198.51.100.1"],
    ["documentation 3", "203.0.113.1"],
    ["6to4 relay", "192.88.99.1"],
    ["benchmarking", "198.18.0.1"],
    ["benchmarking, last", "198.19.255.255"],
    ["multicast", "224.0.0.1"],
    ["multicast, last", "239.255.255.255"],
    ["reserved", "240.0.0.1"],
    ["broadcast", "255.255.255.255"],
    ["IPv6 unspecified", "::"],
    ["IPv6 loopback", "::1"],
    ["IPv6 link-local", "fe80::1"],
    ["IPv6 link-local with a zone", "fe80::1%eth0"],
    ["IPv6 site-local", "fec0::1"],
    ["IPv6 unique local", "fc00::1"],
    ["IPv6 instance metadata", "fd00:ec2::254"],
    ["IPv6 multicast", "ff02::1"],
    ["IPv6 documentation", "2001:db8::1"],
    ["IPv6 documentation, new", "3fff::1"],
    ["IPv6 benchmarking", "2001:2::1"],
    ["ORCHID", "2001:20::1"],
    ["discard", "100::1"],
    ["segment routing", "5f00::1"],
    ["outside 2000::/3", "4000::1"],
    ["outside 2000::/3, low", "1000::1"],
    ["compatible", "::8.8.8.8"],
    ["compatible, hex", "::808:808"],
    ["mapped private", "::ffff:10.0.0.1"],
    ["mapped private, hex", "::ffff:a00:1"],
    ["translated", "::ffff:0:8.8.8.8"],
    ["NAT64 of private", "64:ff9b::10.0.0.1"],
    ["NAT64 of metadata", "64:ff9b::a9fe:a9fe"],
    ["local NAT64", "64:ff9b:1::8.8.8.8"],
    ["6to4 of private", "2002:a00:1::1"],
    ["6to4 of public", "2002:808:808::1"],
    ["Teredo", "2001:0:4136:e378:8000:63bf:3fff:fdd2"],
    ["ISATAP of private", "2606:4700::5efe:10.0.0.1"],
    ["ISATAP of private, global id", "2606:4700::200:5efe:a9fe:a9fe"],
    ["no address", "example.com"],
    ["loose octal", "0127.0.0.1"],
    ["empty", ""],
  ])("%s: %s", (_name, ip) => {
    expect(addressProblem(ip, strict)).toMatch(/is not (a public|an IP) address$/);
  });
});

describe("addresses that are public", () => {
  test.each([
    ["IPv4", "8.8.8.8"],
    ["after private B", "172.32.0.1"],
    ["after CGNAT", "100.128.0.1"],
    ["before link-local", "169.253.255.255"],
    ["IPv6", "2606:4700:4700::1111"],
    ["an AWS address", "2600:1f18::1"],
    ["mapped", "::ffff:8.8.8.8"],
    ["NAT64, as DNS64 answers", "64:ff9b::808:808"],
    ["ISATAP of public", "2606:4700::5efe:8.8.8.8"],
  ])("%s: %s", (_name, ip) => {
    expect(addressProblem(ip, strict)).toBeUndefined();
  });
});

describe("what the operator allows", () => {
  it("allows no more than its ranges", () => {
    expect(addressProblem("10.0.0.1", laptop)).toMatch(NOT_PUBLIC);
    expect(addressProblem("169.254.169.254", laptop)).toMatch(NOT_PUBLIC);
    expect(addressProblem("::2", laptop)).toMatch(NOT_PUBLIC);
  });

  it.each([
    ["AWS's instances", "169.254.169.254"],
    ["AWS's instances, IPv6", "fd00:ec2::254"],
    ["AWS's DNS", "169.254.169.253"],
    ["AWS's time", "169.254.169.123"],
    ["Oracle Cloud's old address", "192.0.0.192"],
    ["AWS's time, IPv6", "fd00:ec2::123"],
    ["ECS's containers", "169.254.170.2"],
    ["EKS's pods", "169.254.170.23"],
    ["EKS's pods, IPv6", "fd00:ec2::23"],
    ["Azure's wire server", "168.63.129.16"],
    ["Alibaba Cloud's instances", "100.100.100.200"],
    ["Tencent Cloud's instances", "169.254.0.23"],
    ["Scaleway's instances", "169.254.42.42"],
    ["Scaleway's instances, IPv6", "fd00:42::42"],
    ["Oracle Cloud's instances, IPv6", "fd00:c1::a9fe:a9fe"],
    ["Google Cloud's instances, IPv6", "fd20:ce::254"],
    ["OpenStack's instances, IPv6", "fe80::a9fe:a9fe"],
    ["OpenStack's instances, with a zone", "fe80::a9fe:a9fe%eth0"],
    ["mapped", "::ffff:169.254.169.254"],
    ["mapped, hex", "::ffff:a83f:8110"],
    ["compatible", "::169.254.169.254"],
    ["translated", "::ffff:0:169.254.169.254"],
    ["NAT64", "64:ff9b::a9fe:a9fe"],
    ["NAT64 of Azure", "64:ff9b::168.63.129.16"],
    ["local NAT64 of 96 bits", "64:ff9b:1::169.254.170.2"],
    ["local NAT64 of 48 bits", "64:ff9b:1:a9fe:a9:fe00::"],
    ["an operator's own NAT64", "2600:1f18:64::a9fe:a9fe"],
    ["an operator's own NAT64 of 32 bits", "2600:1f18:a9fe:a9fe::"],
    ["an operator's own NAT64 of 40 bits", "2600:1f18:64a9:fea9:fe::"],
    ["an operator's own NAT64 of 56 bits", "2600:1f18:64:a9:fe:a9fe::"],
    ["an operator's own NAT64 of 64 bits", "2600:1f18:64:1:a9:fea9:fe00::"],
    ["6to4", "2002:a9fe:a9fe::1"],
    ["Teredo", "2001:0:4136:e378:8000:63bf:5601:5601"],
    ["ISATAP", "2606:4700::5efe:169.254.169.254"],
  ])("never opens the metadata of clouds: %s", (_name, ip) => {
    const ranges = ["0.0.0.0/0", "::/0", "fd00::/8", "169.254.0.0/16", "fe80::/10", "168.63.129.16/32"];
    for (const allowedAddresses of [[], ranges]) {
      expect(addressProblem(ip, addressPolicy({ allowHttp: true, allowedAddresses }))).toMatch(NOT_PUBLIC);
    }
  });

  it.each(["fd00:ec1::254", "fd00:ec3::254", "fd12::1", "169.254.1.1", "168.63.129.17", "100.100.100.201"])(
    "opens the metadata's neighbours: %s",
    (ip) => {
      const allowedAddresses = ["fd00::/8", "169.254.0.0/16", "100.64.0.0/10"];
      expect(addressProblem(ip, addressPolicy({ allowHttp: false, allowedAddresses }))).toBeUndefined();
    },
  );

  it("throws an error that names each invalid range", () => {
    const settings = { allowHttp: false, allowedAddresses: ["10.0.0.0/8", "10.0.0.1", "fd00::/129"] };
    expect(() => addressPolicy(settings)).toThrow("10.0.0.1, fd00::/129");
  });
});
