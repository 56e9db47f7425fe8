# A JSON value in S becomes V[path], with its type in T[path]; N[path] counts the items of a list.
function blank() { if (match(S, /^[ \t\r\n]+/)) S = substr(S, RLENGTH + 1) }
function sign(one) {
  blank()
  if (substr(S, 1, 1) != one) return 0
  S = substr(S, 2)
  return 1
}
function value(path, key) {
  blank()
  if (bad) return
  if (sign("{")) {
    T[path] = "fields"
    if (sign("}")) return
    do {
      blank()
      key = text()
      if (!sign(":")) bad = 1
      value(path "." key)
    } while (!bad && sign(","))
    if (!sign("}")) bad = 1
  } else if (sign("[")) {
    T[path] = "list"
    N[path] = 0
    if (sign("]")) return
    do { value(path "." N[path]++) } while (!bad && sign(","))
    if (!sign("]")) bad = 1
  } else if (substr(S, 1, 1) == "\"") {
    T[path] = "text"
    V[path] = text()
  } else if (match(S, /^(true|false|null|-?[0-9][0-9.eE+-]*)/)) {
    T[path] = "plain"
    V[path] = substr(S, 1, RLENGTH)
    if (V[path] == "null") V[path] = ""
    S = substr(S, RLENGTH + 1)
  } else bad = 1
}
function text(raw, out, at, one) {
  if (!match(S, /^"([^"\\]|\\.)*"/)) {
    bad = 1
    return ""
  }
  raw = substr(S, 2, RLENGTH - 2)
  S = substr(S, RLENGTH + 1)
  if (raw ~ /[\001-\037]/) bad = 1
  out = ""
  while ((at = index(raw, "\\")) > 0) {
    out = out substr(raw, 1, at - 1)
    one = substr(raw, at + 1, 1)
    raw = substr(raw, at + 2)
    if (one == "u") {
      out = out letter(substr(raw, 1, 4))
      raw = substr(raw, 5)
    } else out = out (index("bfnrt", one) ? " " : one)
  }
  return out raw
}
function letter(hex, code, at) {
  code = 0
  hex = tolower(hex)
  for (at = 1; at <= 4; at++) code = code * 16 + index("0123456789abcdef", substr(hex, at, 1)) - 1
  if (code < 32 || (code > 126 && code < 160)) return " "
  if (code < 128) return sprintf("%c", code)
  if (code < 2048) return sprintf("%c%c", 192 + int(code / 64), 128 + code % 64)
  if (code > 55295 && code < 57344) return "?"
  return sprintf("%c%c%c", 224 + int(code / 4096), 128 + int(code / 64) % 64, 128 + code % 64)
}

# How the answer that stands at a path ends; nothing where none stands there.
function verdict(path, said) {
  said = V[path ".decision"]
  if (T[path ".decision"] != "text" || said !~ /^(approved|needs-approval|blocked)$/) return ""
  if (T[path ".allowed"] != "plain" || V[path ".allowed"] !~ /^(true|false)$/) return ""
  if (T[path ".explanation"] != "text") return ""
  if (V[path ".allowed"] == "true") return "allowed"
  return said == "needs-approval" ? "waiting" : "denied"
}
function told(ending) { return ending == "allowed" ? "@ALLOWED@" : ending == "denied" ? "@DENIED@" : "@WAITING@" }

# Text from outside as a log shows it: no control characters, none that turn the direction of writing, and no command of GitHub.
function plain(said) {
  gsub(/[\001-\037\177]|\302[\200-\237]|\342\200[\250\251]/, " ", said)
  gsub(/\330\234|\342\200[\216\217\252-\256]|\342\201[\246-\251]/, "", said)
  gsub(/##\[/, "# #[", said)
  return said
}
function row(name, said) { if (said != "") printf "%s\n", plain(sprintf("  %-12s  %s", name, said)) }
function titled(name) { return (from ".titles." name) in V ? V[from ".titles." name] : name }

{ S = S $0 "\n" }

END {
  # Warnings of curl before, the answers of proxies and of 100 Continue between: behind any other stands its own page.
  if (match(S, /(^|\n)HTTP\//)) S = substr(S, RSTART + (substr(S, RSTART, 1) == "\n"))
  while (S ~ /^HTTP\// && status ~ /^([12]..)?$/) {
    split(S, words, /[ \r\n]/)
    status = words[2]
    end = match(S, /\r?\n\r?\n/)
    if (end == 0) { S = S "\n\n"; end = match(S, /\n\n/) }
    head = substr(S, 1, end - 1)
    S = substr(S, end + RLENGTH)
  }
  if (json) {
    printf "%s", S
    exit
  }
  lines = split(head, headers, /\r?\n/)
  said = headers[1]
  sub(/^[^ ]* [0-9]* ?/, "", said)
  for (at = 2; at <= lines; at++)
    if (tolower(headers[at]) ~ /^retry-after:/) {
      after = headers[at]
      gsub(/^[^:]*:[ \t]*|[ \t\r]+$/, "", after)
    }
  value("")
  blank()
  if (S != "") bad = 1
  ending = verdict("")
  would = verdict(".wouldHave")
  isReply = !bad && ending != "" && (would != "" || !(".wouldHave" in T))
  isProblem = !bad && T[".detail"] == "text"
  why = "HTTP " status (said == "" ? "" : " " said)
  if (isProblem) {
    why = V[".detail"]
    problems = ""
    for (at = 0; at < N[".errors"]; at++)
      problems = problems (at > 0 ? "; " : "") substr(V[".errors." at ".pointer"], 2) ": " V[".errors." at ".detail"]
    if (problems != "") why = problems
  }
  mark = ""
  if (isReply) {
    why = V[".explanation"]
    from = would == "" ? "" : ".wouldHave"
    if (would != "") {
      mark = ", shadow"
      why = "enforced, it would be " told(would) ": " V[".wouldHave.explanation"]
    }
    mark = mark dry
  }
  printf "%s\n%s\n%s\n%s\n%s\n%s\n", status, after, isReply ? "reply" : isProblem ? "problem" : "none", ending, mark, plain(why)
  if (!isReply) exit
  reasons = ""
  for (at = 0; at < N[from ".reasons"]; at++) reasons = reasons (at > 0 ? ", " : "") V[from ".reasons." at]
  gsub(/_/, " ", reasons)
  row("reason", reasons)
  policy = from ".policy"
  row("policy", V[from ".rule"] (V[policy ".name"] == "" ? "" : " (" V[policy ".name"] " " V[policy ".version"] ")"))
  left = V[from ".budget.remainingText"]
  row("level", V[from ".level"] (left == "" ? "" : ", budget left " left))
  seats = ""
  for (at = 0; at < N[from ".seats"]; at++) {
    seat = from ".seats." at
    open = V[seat ".count"] - N[seat ".filledBy"]
    if (open > 0) seats = seats (seats == "" ? "" : ", ") open " × " titled(V[seat ".role"])
  }
  row("open seats", seats)
  needed = ""
  for (at = 0; at < N[from ".requires"]; at++) {
    name = V[from ".requires." at]
    needed = needed (at > 0 ? ", " : "") (titled(name) == name ? name : titled(name) " [" name "]")
  }
  row("still needed", needed)
  row("request", V[from ".requestId"])
  grant = V[from ".grantId"]
  row("grant", grant == "" ? "" : grant (V[from ".expiresAt"] == "" ? "" : ", until " V[from ".expiresAt"]))
  row("on record", V[".audit.hash"] == "" ? "" : V[".audit.seq"] ":" V[".audit.hash"])
}
