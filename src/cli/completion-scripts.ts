/** The shells' side of completion: each hands its words to `lxc-compose __complete` and shows the answer. */

const bash = `# lxc-compose completion for bash. Use it with:  source <(lxc-compose completion bash)
_lxc_compose() {
  local IFS=$'\\n' line words=("\${COMP_WORDS[@]:1:COMP_CWORD}")
  COMPREPLY=()
  # Bash splits --flag=value into three words; put them together again.
  local joined=() index=0 tail=''
  while ((index < \${#words[@]})); do
    if [[ \${words[index]} == '=' && \${#joined[@]} -gt 0 ]]; then
      tail="\${words[index + 1]-}"
      joined[\${#joined[@]}-1]+="=$tail"
      ((index += 2))
    else
      joined+=("\${words[index]}")
      ((index += 1))
    fi
  done
  while read -r line; do
    if [[ $line == ':files' ]]; then
      compopt -o filenames 2>/dev/null
      COMPREPLY=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]#=}"))
      return
    fi
    line="\${line%%$'\\t'*}"
    # What stands before the = is already on the line.
    [[ $line == --*=* ]] && line="\${line#*=}"
    COMPREPLY+=("$line")
  done < <("\${COMP_WORDS[0]}" __complete -- "\${joined[@]}" 2>/dev/null)
}
complete -F _lxc_compose lxc-compose
`;

const zsh = `#compdef lxc-compose
# lxc-compose completion for zsh. Use it with:  source <(lxc-compose completion zsh)
_lxc_compose() {
  local line word
  local -a candidates
  for line in "\${(@f)$("\${words[1]}" __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -z $line ]] && continue
    if [[ $line == ':files' ]]; then
      _files
      return
    fi
    word="\${line%%$'\\t'*}"
    candidates+=("\${word//:/\\\\:}:\${line#*$'\\t'}")
  done
  _describe 'lxc-compose' candidates
}
compdef _lxc_compose lxc-compose
`;

const fish = `# lxc-compose completion for fish. Use it with:  lxc-compose completion fish | source
function __lxc_compose
    set -l words (commandline -opc) (commandline -ct)
    set -l lines ($words[1] __complete -- $words[2..-1] 2>/dev/null)
    if test "$lines[1]" = ':files'
        __fish_complete_path (commandline -ct)
    else
        string join \\n -- $lines
    end
end
complete -c lxc-compose -f -a '(__lxc_compose)'
`;

/** The script of each shell that there is one for. */
export const completionScripts: Readonly<Record<string, string>> = { bash, zsh, fish };
