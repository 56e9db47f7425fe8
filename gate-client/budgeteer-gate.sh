#!/bin/sh
# The gate client of Budgeteer, for any POSIX shell with curl and awk. --help says what it takes.
# Built from gate-client/ of Budgeteer; do not edit. License: Apache-2.0.
set -fu
LC_ALL=C
export LC_ALL

help() {
  cat <<'HELP'
Usage: budgeteer-gate --service <name> --change <type> [flags]

Asks the bot whether a change may be deployed, and says so with its exit code.

  --url <url>            where the bot listens ($BUDGETEER_URL if not given)
  --service <name>       the service
  --change <type>        the change type: feature, p0-hotfix, …
  --revision <revision>  what is shipped: a commit, a tag (default: the CI's commit)
  --environment <name>   where to (default: production)
  --risk <risk>          a risk higher than the change type's own
  --request <id>         the deploy request that this belongs to
  --run <id>             the pipeline run: a further attempt of it may use its grant again (default: the CI's own)
  --attempt <number>     which attempt of the run this is, from 1 (default: as the CI counts it)
  --confirm <names>      requirements that this pipeline vouches for, with commas between
  --wait [duration]      ask until it is decided, at most so long (default: 30m)
  --interval <duration>  pause between two questions of --wait (default: 2s, growing to 15s)
  --timeout <duration>   how long one try may take (default: 15s)
  --retries <number>     further tries of a bot that cannot be reached (default: 5)
  --on-error <verdict>   allow or deny: what to conclude when the bot cannot be reached
  --cacert <file>        PEM file of the authorities to trust instead of the system's ($CURL_CA_BUNDLE if not given)
  --dry-run              ask without using the grant: what would be answered now?
  --json                 print the answer as JSON; the last line goes to standard error

The token comes from the environment alone: BUDGETEER_TOKEN. Lengths of time have a unit: 45s, 30m, 1h30m, 2d.
Commit, run and attempt are those of GitHub, GitLab, Buildkite, Azure or Jenkins if not given: a job that
failed and runs again in the same run may use its grant again; another run may not.
HTTPS_PROXY, HTTP_PROXY and NO_PROXY count. NODE_EXTRA_CA_CERTS names authorities to trust.

Exit codes: 0 allowed, 3 denied, 4 waiting for approval, 2 wrong usage, 130 interrupted,
1 no answer: the bot cannot be reached, is not there, or turned the token away.
With --on-error, a bot that cannot be reached means 0 (allow) or 3 (deny).
HELP
}

# end ENDING WHY [MARK]: says how it ended, in one line, and ends.
end() {
  case $1 in
    allowed) code=0 title='Allowed' ;;
    denied) code=3 title='Denied' ;;
    waiting) code=4 title='Waiting for approval' ;;
    usage) code=2 title='Wrong usage' ;;
    interrupted) code=130 title='Interrupted' ;;
    unanswered) code=1 title='No answer' ;;
  esac
  last="$title${3-} (exit $code): $2"
  if [ "$stream" = out ]; then printf '%s\n' "$last"; else printf '%s\n' "$last" >&2; fi
  exit "$code"
}
stream=err

wrong() {
  end usage "$(printf '%s' "$1" | tr '\000-\037\177' ' ') (--help says what there is)"
}

# --- Flags ---

unset flag_url flag_service flag_change flag_revision flag_environment flag_risk flag_request flag_run flag_attempt flag_confirm flag_wait flag_interval flag_timeout flag_retries flag_on_error flag_cacert flag_dry_run flag_json
while [ $# -gt 0 ]; do
  flag=${1%%=*} value='' has=''
  case $1 in *=*) value=${1#*=} has=yes ;; esac
  shift
  case $flag in
    -h | --help)
      help
      exit 0
      ;;
    --dry-run | --json)
      [ -z "$has" ] || wrong "$flag takes no value"
      ;;
    --wait)
      if [ -z "$has" ] && [ $# -gt 0 ]; then
        case $1 in --*) ;; *) value=$1 && shift ;; esac
      fi
      ;;
    --url | --service | --change | --revision | --environment | --risk | --request | --run | --attempt | --confirm | --interval | --timeout | --retries | --on-error | --cacert)
      if [ -z "$has" ]; then
        case ${1---} in --*) wrong "$flag lacks its value" ;; esac
        value=$1
        shift
      fi
      ;;
    *) wrong "there is no $flag, but --url, --service, --change, --revision, --environment, --risk, --request, --run, --attempt, --confirm, --wait, --interval, --timeout, --retries, --on-error, --cacert, --dry-run, --json" ;;
  esac
  case $flag in
    --url) flag_url=$value ;;
    --service) flag_service=$value ;;
    --change) flag_change=$value ;;
    --revision) flag_revision=$value ;;
    --environment) flag_environment=$value ;;
    --risk) flag_risk=$value ;;
    --request) flag_request=$value ;;
    --run) flag_run=$value ;;
    --attempt) flag_attempt=$value ;;
    --confirm) flag_confirm=$value ;;
    --wait) flag_wait=$value ;;
    --interval) flag_interval=$value ;;
    --timeout) flag_timeout=$value ;;
    --retries) flag_retries=$value ;;
    --on-error) flag_on_error=$value ;;
    --cacert) flag_cacert=$value ;;
    --dry-run) flag_dry_run=$value ;;
    --json) flag_json=$value ;;
  esac
done

# --- What the environment adds ---

first() {
  for name in "$@"; do
    eval "value=\${$name:-}"
    [ -z "$value" ] || return 0
  done
  return 1
}

if [ -z "${flag_revision+x}" ] && first GITHUB_SHA CI_COMMIT_SHA BUILDKITE_COMMIT BUILD_SOURCEVERSION GIT_COMMIT; then flag_revision=$value; fi
ci() {
  first "$1" || return 1
  [ -n "${flag_run+x}" ] || flag_run=$value
  if [ -z "${flag_attempt+x}" ] && [ -n "$2" ] && first "$2"; then
    case $value in
      *[!0-9]* | ?????*) ;;
      *) flag_attempt=$(decimal "$value") && flag_attempt=$((flag_attempt + 1 - $3)) ;;
    esac
  fi
}
# Without zeros in front, which the shell would take for octal.
decimal() {
  digits=${1#"${1%%[!0]*}"}
  printf '%s' "${digits:-0}"
}
ci GITHUB_RUN_ID 'GITHUB_RUN_ATTEMPT' 1 ||
  ci CI_PIPELINE_ID '' 1 ||
  ci BUILDKITE_BUILD_ID 'BUILDKITE_RETRY_COUNT' 0 ||
  ci BUILD_BUILDID 'SYSTEM_JOBATTEMPT' 1 ||
  ci BUILD_TAG '' 1 ||
  ci BUILD_ID '' 1
if [ -z "${flag_url+x}" ] && [ -n "${BUDGETEER_URL:-}" ]; then flag_url=$BUDGETEER_URL; fi
if [ -z "${flag_cacert+x}" ]; then
  if first CURL_CA_BUNDLE SSL_CERT_FILE NODE_EXTRA_CA_CERTS; then flag_cacert=$value; fi
fi

# --- What each flag may be ---

# duration TEXT: sets ms, to 0 for what is no length of time.
duration() {
  ms=0 rest=$1
  while [ -n "$rest" ]; do
    count=${rest%%[!0-9]*}
    rest=${rest#"$count"}
    case $rest in
      ms*) unit=ms factor=1 ;;
      s*) unit=s factor=1000 ;;
      m*) unit=m factor=60000 ;;
      h*) unit=h factor=3600000 ;;
      d*) unit=d factor=86400000 ;;
      *) count='' ;;
    esac
    case $count in '' | ??????????*) ms=0 && return ;; esac
    rest=${rest#"$unit"}
    ms=$((ms + $(decimal "$count") * factor))
  done
}

# may_be KIND FLAG VALUE
may_be() {
  case $1 in
    address)
      case $3 in
        *[!!-~]* | *[@?#\"\\]*) ;;
        http://?* | https://?*) return ;;
      esac
      wrong "$2 $3: It must be an address such as https://budgeteer.example.com."
      ;;
    duration)
      duration "$3"
      [ "$ms" -eq 0 ] || return 0
      case $3 in
        '' | *[!0-9]*) wrong "$2 $3: Write 45s, 30m, 1h30m or 2d." ;;
        *) wrong "$2 $3: $3 has no unit: ${3}s is seconds, ${3}m minutes, ${3}h hours." ;;
      esac
      ;;
    count)
      case $3 in '' | 0* | *[!0-9]* | ?????*) wrong "$2 $3: It must be 1, 2, 3, …" ;; esac
      ;;
    number)
      case $3 in '' | *[!0-9]* | ?????*) wrong "$2 $3: It must be 0, 1, 2, …" ;; esac
      ;;
    verdict)
      case $3 in allow | deny) ;; *) wrong "$2 $3: It must be allow or deny." ;; esac
      ;;
    text | file)
      [ -n "$3" ] && [ "$3" = "$(printf '%s' "$3" | tr -d '\000-\037\177')" ] ||
        wrong "$2 $3: It must be one line of text."
      ;;
  esac
}

if [ "${flag_wait-none}" = '' ]; then flag_wait=30m; fi
[ -z "${flag_url+x}" ] || may_be address --url "$flag_url"
[ -n "${flag_service+x}" ] || wrong '--service <name> is missing'
[ -z "${flag_service+x}" ] || may_be text --service "$flag_service"
[ -n "${flag_change+x}" ] || wrong '--change <type> is missing'
[ -z "${flag_change+x}" ] || may_be text --change "$flag_change"
[ -z "${flag_revision+x}" ] || may_be text --revision "$flag_revision"
[ -z "${flag_environment+x}" ] || may_be text --environment "$flag_environment"
[ -z "${flag_risk+x}" ] || may_be text --risk "$flag_risk"
[ -z "${flag_request+x}" ] || may_be text --request "$flag_request"
[ -z "${flag_run+x}" ] || may_be text --run "$flag_run"
[ -z "${flag_attempt+x}" ] || may_be count --attempt "$flag_attempt"
[ -z "${flag_confirm+x}" ] || may_be names --confirm "$flag_confirm"
[ -z "${flag_wait+x}" ] || may_be duration --wait "$flag_wait"
[ -z "${flag_interval+x}" ] || may_be duration --interval "$flag_interval"
[ -z "${flag_timeout+x}" ] || may_be duration --timeout "$flag_timeout"
[ -z "${flag_retries+x}" ] || may_be number --retries "$flag_retries"
[ -z "${flag_on_error+x}" ] || may_be verdict --on-error "$flag_on_error"
[ -z "${flag_cacert+x}" ] || may_be file --cacert "$flag_cacert"
[ -z "${flag_dry_run+x}" ] || may_be switch --dry-run "$flag_dry_run"
[ -z "${flag_json+x}" ] || may_be switch --json "$flag_json"
[ -n "${flag_url+x}" ] || wrong '--url <url> is missing, or set BUDGETEER_URL'
case ${BUDGETEER_TOKEN:-} in
  '' | *[!!-~]*) wrong 'set BUDGETEER_TOKEN to a token of the bot with the scope "gate"' ;;
esac
for program in curl awk; do
  command -v "$program" >/dev/null || wrong "$program is not installed"
done
if [ -n "${flag_cacert+x}" ] && ! [ -r "$flag_cacert" ]; then
  wrong "the authorities to trust cannot be read: $flag_cacert"
fi
duration "${flag_timeout:-15s}"
timeout_ms=$ms
interval_ms=
if [ -n "${flag_interval+x}" ]; then duration "$flag_interval" && interval_ms=$ms; fi
wait_ms=0
if [ -n "${flag_wait+x}" ]; then duration "$flag_wait" && wait_ms=$ms; fi
tries=$(($(decimal "${flag_retries:-5}") + 1))
while [ "${flag_url%/}" != "$flag_url" ]; do flag_url=${flag_url%/}; done

# --- The question ---

# Within double quotes, for JSON and for curl's configuration alike.
quoted() {
  printf '"%s"' "$(printf '%s\n' "$1" | sed 's/[\\"]/\\&/g')"
}
list() {
  items=
  IFS=,
  for item in $1; do
    item=$(printf '%s\n' "$item" | sed 's/^ *//; s/ *$//')
    [ -z "$item" ] || items="$items,$(quoted "$item")"
  done
  unset IFS
  printf '[%s]' "${items#,}"
}
body=
[ -z "${flag_service+x}" ] || body="$body,\"service\":$(quoted "$flag_service")"
[ -z "${flag_change+x}" ] || body="$body,\"change\":$(quoted "$flag_change")"
[ -z "${flag_revision+x}" ] || body="$body,\"revision\":$(quoted "$flag_revision")"
[ -z "${flag_environment+x}" ] || body="$body,\"environment\":$(quoted "$flag_environment")"
[ -z "${flag_risk+x}" ] || body="$body,\"risk\":$(quoted "$flag_risk")"
[ -z "${flag_request+x}" ] || body="$body,\"request\":$(quoted "$flag_request")"
[ -z "${flag_run+x}" ] || body="$body,\"run\":$(quoted "$flag_run")"
[ -z "${flag_attempt+x}" ] || body="$body,\"attempt\":$flag_attempt"
[ -z "${flag_confirm+x}" ] || body="$body,\"confirm\":$(list "$flag_confirm")"
[ -z "${flag_dry_run+x}" ] || body="$body,\"dryRun\":true"
body="{${body#,}}"

random() {
  number=$(od -An -N2 -tu2 /dev/urandom 2>/dev/null | tr -cd '0-9')
  printf '%s' "${number:-$$}"
}
key="$(date +%s)-$$-$(od -An -N16 -tx1 /dev/urandom 2>/dev/null | tr -cd '0-9a-f')"

# curl heeds HTTP_PROXY in small letters alone, and no ports in NO_PROXY.
if [ -z "${http_proxy:-}" ] && [ -n "${HTTP_PROXY:-}" ]; then
  http_proxy=$HTTP_PROXY
  export http_proxy
fi
is_exempt() {
  authority=${flag_url#*://}
  authority=$(printf '%s' "${authority%%/*}" | tr '[:upper:]' '[:lower:]')
  port=${authority##*:} host=${authority%:*}
  if [ "$host" = "$authority" ]; then
    case $flag_url in https:*) port=443 ;; *) port=80 ;; esac
  fi
  first no_proxy NO_PROXY || return 1
  for exempt in $(printf '%s' "$value" | tr ',[:upper:]' ' [:lower:]'); do
    [ "$exempt" != '*' ] || return 0
    exempt=${exempt#\*}
    exempt=${exempt#.}
    case $exempt in
      *:*) [ "${exempt##*:}" = "$port" ] || continue ;;
    esac
    exempt=${exempt%:*}
    case $host in "$exempt" | *."$exempt") [ -z "$exempt" ] || return 0 ;; esac
  done
  return 1
}
no_proxy_line=
if is_exempt; then no_proxy_line='noproxy = "*"'; fi

# Of milliseconds, as curl and sleep take them.
seconds() {
  printf '%d.%03d' $(($1 / 1000)) $(($1 % 1000))
}
# As people read them.
told_seconds() {
  seconds "$1" | sed 's/0*$//; s/\.$//'
}

# By standard input: what stands in a command line, everybody on the machine can read.
curl_configuration() {
  cat <<CONFIGURATION
url = $(quoted "$flag_url/v1/gate")
header = $(quoted "authorization: Bearer $BUDGETEER_TOKEN")
header = "content-type: application/json"
header = "accept: application/json"
header = "idempotency-key: $key"
header = "expect:"
data-binary = $(quoted "$body")
max-time = $(seconds "$timeout_ms")
dump-header = "-"
${flag_cacert:+cacert = $(quoted "$flag_cacert")}
$no_proxy_line
CONFIGURATION
}

# --- The answer ---

# Reads what curl printed: headers, an empty line, the body. Prints status, Retry-After, kind (reply, problem, none), ending,
# mark, why, and then the rows that the verdict rests on; with json=1 the body alone.
read_answer='
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
function told(ending) { return ending == "allowed" ? "allowed" : ending == "denied" ? "denied" : "waiting for approval" }

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
'

# ask_once: sets kind (reply, refused, again, unreachable), why, after_ms; of a reply ending, mark and rows too.
ask_once() {
  after_ms=
  answer=$(curl_configuration | curl -q -sS -K - 2>&1)
  failed=$?
  if [ "$failed" -ne 0 ]; then
    why=$(printf '%s\n' "$answer" | sed -n 's/^curl: ([0-9]*) //p' | sed -n '$p' | tr '\000-\037\177' ' ')
    kind=again
    case $failed in
      28) why="no answer within $(told_seconds "$timeout_ms") s" ;;
      51 | 60) kind=unreachable why="$why: name its authority by --cacert or NODE_EXTRA_CA_CERTS" ;;
    esac
    return
  fi
  {
    IFS= read -r status
    IFS= read -r after
    IFS= read -r kind
    IFS= read -r ending
    IFS= read -r mark
    IFS= read -r why
    rows=$(cat)
  } <<ANSWER
$(printf '%s\n' "$answer" | awk -v dry="${flag_dry_run+, dry run}" "$read_answer")
ANSWER
  case $status:$kind in
    200:reply) ;;
    408:* | 429:* | 5??:*)
      kind=again
      case $after in '' | *[!0-9]* | ??????*) ;; *) after_ms=$(($(decimal "$after") * 1000)) ;; esac
      ;;
    [4]??:problem) kind=refused ;;
    *) kind=unreachable why="what answered there is not Budgeteer ($why)" ;;
  esac
}

# In the background, so that a signal need not wait for it.
sleeping=
pause() {
  sleeping=yes
  sleep "$(seconds "$1")" >/dev/null 2>&1 &
  # One that knows no fractions fails at once.
  wait "$!" || sleep $((($1 + 999) / 1000))
  sleeping=
}
interrupted() {
  [ -z "$sleeping" ] || [ -z "${!-}" ] || kill "$!" 2>/dev/null
  stream=err
  end interrupted 'nothing was decided'
}
trap interrupted INT TERM

# part MS: between half of it and all of it, so that many pipelines do not ask in step.
part() {
  printf '%d' $(($1 / 2 + $1 / 2 * $(random) / 65536))
}

# ask: the same, again where that may help.
ask() {
  tried=1 retry_ms=500
  while :; do
    ask_once
    [ "$kind" = again ] || return 0
    if [ "$tried" -eq "$tries" ]; then
      if [ "$tries" -eq 1 ]; then times=once; else times="$tries times"; fi
      kind=unreachable why="$why (tried $times)"
      return
    fi
    if [ -n "$after_ms" ]; then wanted_ms=$((after_ms + $(part "$retry_ms") - retry_ms / 2)); else wanted_ms=$(part "$retry_ms"); fi
    [ "$wanted_ms" -le 30000 ] || wanted_ms=30000
    pause "$wanted_ms"
    retry_ms=$((retry_ms * 2)) tried=$((tried + 1))
    [ "$retry_ms" -le 30000 ] || retry_ms=30000
  done
}

# --- Until it is decided ---

began=$(date +%s)
poll_ms=2000 told=
while :; do
  ask
  [ "$kind" != unreachable ] || why="the bot cannot be reached: $why"
  [ "$kind" != refused ] || break
  if [ "$kind" = reply ] && [ "$ending" != waiting ]; then break; fi
  # The clock tells whole seconds: what has begun is not over.
  passed=$(($(date +%s) - began - 1))
  [ "$passed" -ge 0 ] || passed=0
  left_ms=$((wait_ms - passed * 1000))
  [ "$left_ms" -gt 0 ] || break
  if [ "$why" != "$told" ]; then printf 'waiting: %s\n' "$why" >&2; fi
  told=$why
  wanted_ms=${interval_ms:-$(part "$poll_ms")}
  [ "$wanted_ms" -le "$left_ms" ] || wanted_ms=$left_ms
  pause "$wanted_ms"
  poll_ms=$((poll_ms * 3 / 2))
  [ "$poll_ms" -le 15000 ] || poll_ms=15000
done

case $kind in
  reply)
    if [ -n "${flag_json+x}" ]; then
      printf '%s\n' "$answer" | awk -v json=1 "$read_answer"
    else
      [ -z "$rows" ] || printf '%s\n' "$rows"
      stream=out
    fi
    end "$ending" "$why" "$mark"
    ;;
  refused)
    case $status in 401 | 403 | 404) end unanswered "$why" ;; esac
    end usage "$why"
    ;;
esac
case ${flag_on_error-} in
  allow) end allowed "--on-error allow, for $why" ', without an answer' ;;
  deny) end denied "--on-error deny, for $why" ', without an answer' ;;
esac
end unanswered "$why"
