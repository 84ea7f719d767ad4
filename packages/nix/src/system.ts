/**
 * Nix's name of a machine, from Node's names of it.
 * @param platform `process.platform`
 * @param arch `process.arch`
 */
export function nixSystem({ platform, arch }: { platform: string; arch: string }): string {
  const architectures: Record<string, string> = {
    x64: "x86_64",
    arm64: "aarch64",
    ia32: "i686",
    arm: "armv7l",
    riscv64: "riscv64",
    ppc64: "powerpc64le",
  };
  return `${architectures[arch] ?? arch}-${platform}`;
}
