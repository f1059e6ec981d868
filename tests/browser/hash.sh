#!/bin/sh
# Prints the hash that html-script.xsl has to name, from a page with its script. usage: hash.sh REPORT.html
exec python3 - "$1" <<'PY'
import base64, hashlib, re, sys
script = re.search(r'<script>(.*?)</script>', open(sys.argv[1], encoding='utf-8', newline='').read(), re.S).group(1)
print('sha256-' + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode())
PY
