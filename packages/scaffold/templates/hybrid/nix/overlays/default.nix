# What differs from nixpkgs, in one place: in-house tools, and tools that are pinned or mended.
final: prev:
import ../pkgs { pkgs = final; }
// {
  # A tool at another version than nixpkgs has it, for everybody:
  # nodejs_24 = prev.nodejs_24.overrideAttrs (old: { version = "…"; src = prev.fetchurl { … }; });
}
