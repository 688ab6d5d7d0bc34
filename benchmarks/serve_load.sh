#!/bin/sh
# serve_load.sh PICTURE.png [SECONDS]: many keep-alive connections post one picture to `saa serve`, by wrk
# (Debian's package), beside the rate of `saa predict` over as many copies of it. The server remembers nothing, so
# that both work on every picture. $SAA_PROGRAM names the program.
set -eu
picture=$(realpath "$1")
seconds=${2:-60}
program=${SAA_PROGRAM:-saa}
folder=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT

"$program" serve --engine offline --port 0 --queue 1000 --deadline 600 --image-memory 0 --method-memory 0 \
  2>"$folder/log" &
server=$!
until grep -q '"event":"ready"' "$folder/log"; do sleep 0.2; done
port=$(sed -n 's/.*"port":\([0-9]*\).*/\1/p' "$folder/log" | head -1)

cat >"$folder/post.lua" <<LUA
local file = io.open("$picture", "rb")
local picture = file:read("*a")
file:close()
wrk.method = "POST"
wrk.path = "/v1/predict"
wrk.headers["Content-Type"] = "multipart/form-data; boundary=picture"
wrk.body = "--picture\r\nContent-Disposition: form-data; name=\"image\"; filename=\"part.png\"\r\n\r\n" ..
           picture .. "\r\n--picture--\r\n"
LUA
memory() { sed -n 's/VmRSS:\s*//p' "/proc/$server/status"; }
echo "memory before: $(memory)"
wrk --connections 256 --threads 2 --duration "${seconds}s" --timeout 600s --script "$folder/post.lua" \
  "http://127.0.0.1:$port"
echo "memory after: $(memory)"
echo "answers by status: $(sed -n 's/.*"status":\([0-9]*\).*/\1/p' "$folder/log" | sort | uniq -c | tr '\n' ' ')"

count=100
mkdir "$folder/pictures"
for i in $(seq $count); do cp "$picture" "$folder/pictures/$i.png"; done
"$program" predict "$folder/pictures" --engine offline --no-overlay --out "$folder/out" | tail -1
