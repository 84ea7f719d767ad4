# The few functions of nixpkgs' lib that flakes for devShells use.
rec {
  systems.flakeExposed = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
  platforms.all = systems.flakeExposed;

  inherit (builtins) attrNames attrValues concatLists concatMap concatStringsSep elem filter head length listToAttrs map mapAttrs
    readFile tail toJSON fromJSON hasAttr isString isList isAttrs elemAt removeAttrs pathExists;

  fix = f: let x = f x; in x;
  foldl = builtins.foldl';
  foldl' = builtins.foldl';
  id = x: x;
  flip = f: a: b: f b a;
  nameValuePair = name: value: { inherit name value; };
  genAttrs = names: f: listToAttrs (map (name: nameValuePair name (f name)) names);
  mapAttrs' = f: set: listToAttrs (map (name: f name set.${name}) (attrNames set));
  mapAttrsToList = f: set: map (name: f name set.${name}) (attrNames set);
  filterAttrs = keep: set: listToAttrs (concatMap (name: if keep name set.${name} then [ (nameValuePair name set.${name}) ] else [ ]) (attrNames set));
  recursiveUpdate = a: b: a // mapAttrs (name: value: if isAttrs value && isAttrs (a.${name} or null) then recursiveUpdate a.${name} value else value) b;
  optional = condition: value: if condition then [ value ] else [ ];
  optionals = condition: list: if condition then list else [ ];
  optionalString = condition: text: if condition then text else "";
  optionalAttrs = condition: set: if condition then set else { };
  flatten = value: if isList value then concatMap flatten value else [ value ];
  unique = foldl (seen: x: if elem x seen then seen else seen ++ [ x ]) [ ];
  reverseList = list: let n = length list; in builtins.genList (i: elemAt list (n - i - 1)) n;
  makeBinPath = packages: concatStringsSep ":" (map (package: "${package}/bin") packages);
  makeLibraryPath = packages: concatStringsSep ":" (map (package: "${package}/lib") packages);
  getExe = package: "${package}/bin/${package.meta.mainProgram or package.name}";
  hasPrefix = prefix: text: builtins.substring 0 (builtins.stringLength prefix) text == prefix;
  splitWords = text: filter (word: isString word && word != "") (builtins.split "[ \n]+" text);
}
