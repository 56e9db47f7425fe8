#!/bin/sh
# The gate client of Budgeteer, for any POSIX shell with curl and awk. --help says what it takes.
# Built from gate-client/ of Budgeteer; do not edit. License: Apache-2.0.
set -fu
LC_ALL=C
export LC_ALL

help() {
  cat <<'HELP'
@HELP@
HELP
}

# end ENDING WHY [MARK]: says how it ended, in one line, and ends.
end() {
  case $1 in
@ENDINGS@
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

unset @VARIABLES@
while [ $# -gt 0 ]; do
  flag=${1%%=*} value='' has=''
  case $1 in *=*) value=${1#*=} has=yes ;; esac
  shift
  case $flag in
    -h | --help)
      help
      exit 0
      ;;
    @SWITCHES@)
      [ -z "$has" ] || wrong "$flag takes no value"
      ;;
    @OPTIONALS@)
      if [ -z "$has" ] && [ $# -gt 0 ]; then
        case $1 in --*) ;; *) value=$1 && shift ;; esac
      fi
      ;;
    @VALUED@)
      if [ -z "$has" ]; then
        case ${1---} in --*) wrong "$flag lacks its value" ;; esac
        value=$1
        shift
      fi
      ;;
    *) wrong "there is no $flag, but @FLAGS@" ;;
  esac
  case $flag in
@ASSIGNMENTS@
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

if [ -z "${flag_revision+x}" ] && first @REVISIONS@; then flag_revision=$value; fi
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
@CI_SYSTEMS@
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

if [ "${flag_wait-none}" = '' ]; then flag_wait=@WAIT@; fi
@CHECKS@
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
duration "${flag_timeout:-@TIMEOUT@}"
timeout_ms=$ms
interval_ms=
if [ -n "${flag_interval+x}" ]; then duration "$flag_interval" && interval_ms=$ms; fi
wait_ms=0
if [ -n "${flag_wait+x}" ]; then duration "$flag_wait" && wait_ms=$ms; fi
tries=$(($(decimal "${flag_retries:-@RETRIES@}") + 1))
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
@FIELDS@
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
@AWK@
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
  tried=1 retry_ms=@FIRST_RETRY_MS@
  while :; do
    ask_once
    [ "$kind" = again ] || return 0
    if [ "$tried" -eq "$tries" ]; then
      if [ "$tries" -eq 1 ]; then times=once; else times="$tries times"; fi
      kind=unreachable why="$why (tried $times)"
      return
    fi
    if [ -n "$after_ms" ]; then wanted_ms=$((after_ms + $(part "$retry_ms") - retry_ms / 2)); else wanted_ms=$(part "$retry_ms"); fi
    [ "$wanted_ms" -le @LONGEST_RETRY_MS@ ] || wanted_ms=@LONGEST_RETRY_MS@
    pause "$wanted_ms"
    retry_ms=$((retry_ms * 2)) tried=$((tried + 1))
    [ "$retry_ms" -le @LONGEST_RETRY_MS@ ] || retry_ms=@LONGEST_RETRY_MS@
  done
}

# --- Until it is decided ---

began=$(date +%s)
poll_ms=@FIRST_POLL_MS@ told=
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
  [ "$poll_ms" -le @LONGEST_POLL_MS@ ] || poll_ms=@LONGEST_POLL_MS@
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
