/**
 * The script that a shell sources. It only asks the binary: what can be completed is known there (`repo __complete -- WORDS…`),
 * one candidate a line, a tab before its description.
 */
export function completionScript(shell: "bash" | "zsh" | "fish"): string {
  return SCRIPTS[shell];
}

const BASH = `# bash completion for repo:  eval "$(repo completion bash)"
_repo() {
  local IFS=$'\\n' line cur=\${COMP_WORDS[COMP_CWORD]} words=() i
  # COMP_WORDS is split at colons and equals signs: glue what the user typed as one word (web:test) together again.
  local prefix=\${COMP_LINE:0:COMP_POINT} typed
  read -ra typed <<<"\${prefix//$'\\n'/ }"
  IFS=' ' read -ra typed <<<"$prefix"
  [[ $prefix == *[[:space:]] ]] && typed+=("")
  COMPREPLY=()
  # Readline replaces only what follows the last colon or equals sign of the word.
  local breaks=\${COMP_WORDBREAKS//[^:=]/} kept=
  [[ -n $breaks ]] && kept=\${typed[-1]%"\${typed[-1]##*[$breaks]}"}
  while IFS=$'\\t' read -r line _; do
    COMPREPLY+=("\${line#"$kept"}")
  done < <(repo __complete -- "\${typed[@]:1}" 2>/dev/null)
  [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *: ]] && compopt -o nospace
  return 0
}
complete -F _repo repo
`;

const ZSH = `#compdef repo
# zsh completion for repo:  eval "$(repo completion zsh)" after compinit
_repo() {
  local -a candidates
  local line
  while IFS= read -r line; do
    local name=\${line%%$'\\t'*} description=\${line#*$'\\t'}
    [[ $description == $line ]] && description=""
    candidates+=("\${name//:/\\\\:}\${description:+:$description}")
  done < <(repo __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  _describe -t repo 'repo' candidates
}
compdef _repo repo
`;

const FISH = `# fish completion for repo:  repo completion fish | source
function __repo_complete
    set -l typed (commandline -opc) (commandline -ct)
    repo __complete -- $typed[2..-1] 2>/dev/null
end
complete -c repo -f -a '(__repo_complete)'
`;

const SCRIPTS = { bash: BASH, zsh: ZSH, fish: FISH };
