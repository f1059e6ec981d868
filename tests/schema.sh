#!/bin/sh
# The JSON Schemas that editors use, against the shipped rules, their tests and the samples' cases; and what ties these
# files to each other. usage: schema.sh BUILD (from the top folder); prints TAP.
set -u
python=/usr/bin/python3 # the system's, where Debian's packages are
if ! $python -c 'import jsonschema, yaml' 2>/dev/null; then
	echo '1..0 # skip python3-jsonschema: not installed'
	exit 0
fi
exec $python -W ignore - <<'PY'
import copy, glob, json, os, re, sys
import jsonschema, yaml

FOLDER = 'rules/schema/'
FILES = [('services', 'rules/services/*.yaml'), ('identifiers', 'rules/identifiers/*.yaml'),
         ('countries', 'rules/places/countries.yaml'), ('regions', 'rules/places/regions.yaml'),
         ('ruletest', 'rules/residency/*_test.yaml'), ('rule', 'rules/residency/*.yaml'),
         ('case', 'samples/case.yaml'), ('case', 'samples/*/case.yaml')]
number, failed = 0, False


def ok(name, faults):
    global number, failed
    number += 1
    print('%s %d - %s' % ('not ok' if faults else 'ok', number, name))
    for fault in list(faults)[:20]:
        print('#   ' + fault)
    failed = failed or bool(faults)


class Core(yaml.SafeLoader):
    """YAML 1.2's core schema, as editors read it: NO is a text, and so is a date."""


Core.yaml_implicit_resolvers = {}
for tag, expression, first in [('bool', 'true|false|True|False|TRUE|FALSE', 'tTfF'), ('int', '[-+]?[0-9]+', '-+0123456789'),
                               ('null', '~|null|Null|NULL|', '~nN'), ('float', r'[-+]?(\.[0-9]+|[0-9]+\.[0-9]*)', '-+.0123456789')]:
    Core.add_implicit_resolver('tag:yaml.org,2002:' + tag, re.compile('^(%s)$' % expression), list(first))


def documents(path):
    with open(path, encoding='utf-8') as f:
        return list(yaml.load_all(f, Loader=Core))


schemas = {os.path.basename(p).split('.')[0]: json.load(open(p, encoding='utf-8')) for p in sorted(glob.glob(FOLDER + '*.schema.json'))}
store = {s['$id']: s for s in schemas.values()}


def validator(name):
    resolver = jsonschema.RefResolver(schemas[name]['$id'], schemas[name], store=store)
    return jsonschema.Draft202012Validator(schemas[name], resolver=resolver)


def faults_of(name, document):
    return ['%s: %s' % ('/'.join(map(str, e.absolute_path)), e.message[:160]) for e in validator(name).iter_errors(document)]


def undescribed(node, where):
    """Keys that an editor would offer without a word about them."""
    if isinstance(node, list):
        return [f for i, n in enumerate(node) for f in undescribed(n, '%s[%d]' % (where, i))]
    if not isinstance(node, dict):
        return []
    faults = ['%s.%s' % (where, k) for k, n in node.get('properties', {}).items() if 'description' not in n]
    return faults + [f for k, n in node.items() for f in undescribed(n, where + '.' + k)]


for name, schema in schemas.items():
    try:
        jsonschema.Draft202012Validator.check_schema(schema)
        ok(name + ': a JSON Schema', [])
    except jsonschema.SchemaError as e:
        ok(name + ': a JSON Schema', [e.message])
    ok(name + ': every key is described', undescribed(schema, name))

seen, shipped = set(), {}
for name, pattern in FILES:
    for path in sorted(glob.glob(pattern)):
        if path in seen:
            continue
        seen.add(path)
        shipped[path] = documents(path)
        ok('%s fits %s' % (path, name), [f for d in shipped[path] for f in faults_of(name, d)])
        if path.startswith('rules/'):
            with open(path, encoding='utf-8') as f:
                first = f.readline().strip()
            wanted = '# yaml-language-server: $schema=../schema/%s.schema.json' % name
            ok(path + ' names its schema to editors', [] if first == wanted else ['first line is: ' + first])

# ---- the examples of README.md ----

SIGNS = [('applies', 'rule'), ('tests', 'ruletest'), ('services', 'services'), ('identifiers', 'identifiers'), ('words', 'identifiers'), ('case', 'case')]
with open('rules/README.md', encoding='utf-8') as f:
    examples = re.findall(r'```yaml\n(.*?)```', f.read(), re.S)
for text in examples:
    example = yaml.load(text, Loader=Core)
    names = [name for sign, name in SIGNS if sign in example] or ['countries', 'regions']
    for name in names: # the example of places/ holds the lists of both files
        keys = schemas[name]['properties']
        part = example if len(names) == 1 else {k: v for k, v in example.items() if k in keys}
        ok('rules/README.md: the example of %s fits' % name, faults_of(name, part))

# ---- what must not fit ----

RULE = shipped['rules/residency/xiaomi-2014.yaml'][0]
SERVICES = shipped['rules/services/xiaomi.yaml'][0]
WORDS = shipped['rules/identifiers/words.yaml'][0]
TESTS = shipped.get('rules/residency/xiaomi-2014_test.yaml', [None])[0]
CASE = shipped['samples/case.yaml'][0]
WRONG = [
    ('rule', RULE, ['colour'], 'red'), ('rule', RULE, ['id'], '5b0c5d0e-3a0b-1e56-9a53-0f3d6a3f6a11'), ('rule', RULE, ['status'], 'ripe'),
    ('rule', RULE, ['level'], 'grave'), ('rule', RULE, ['date'], '22 November'), ('rule', RULE, ['tags'], ['Law']), ('rule', RULE, ['references'], []),
    ('rule', RULE, ['applies', 'data'], ['imie']), ('rule', RULE, ['applies', 'subject', 'country'], ['group:']), ('rule', RULE, ['applies', 'opaque'], 'maybe'),
    ('rule', RULE, ['residency', 'deny'], ['CN']), ('rule', RULE, ['residency', 'grade'], 'F'), ('rule', RULE, ['residency', 'allow'], ['Oregon']),
    ('rule', RULE, ['effect'], 'punish'), ('rule', RULE, ['valid', 'from'], '2015'),
    ('services', SERVICES, ['services', 0, 'purpose'], 'spying'), ('services', SERVICES, ['services', 0, 'status'], 'sure'),
    ('services', SERVICES, ['services', 0, 'matches'], []), ('services', SERVICES, ['services', 0, 'matches', 0, 'host'], '*.mi.com'),
    ('services', SERVICES, ['services', 0, 'matches', 0, 'port'], 70000), ('services', SERVICES, ['owner_country'], 'China'),
    ('identifiers', WORDS, ['words', 'owners'], ['user']), ('identifiers', WORDS, ['words', 'own'], []), ('identifiers', WORDS, ['words', 'unreal'], ['x']),
    ('identifiers', WORDS, ['words'], {}), ('identifiers', WORDS, ['words', 'before_key'], ['dev', 'dev']),
    ('ruletest', TESTS, ['tests', 0, 'expect', 'verdict'], 'guilty'), ('ruletest', TESTS, ['tests', 0, 'given', 'consent'], 'yes'),
    ('ruletest', TESTS, ['tests', 0, 'given', 'transfer'], True), ('ruletest', TESTS, ['tests', 0, 'given', 'place', 'grade'], 'Z'),
    ('case', CASE, ['handset', 0, 'values', 'imie'], ['1']), ('case', CASE, ['consent', 'events', 0, 'state'], 'granted'),
    ('case', CASE, ['places', 0, 'grade'], 'A'), ('case', CASE, ['clock_uncertainty'], 'a bit'),
]
for name, document, path, value in WRONG:
    if document is None:
        continue
    broken = copy.deepcopy(document)
    node = broken
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    ok('%s refuses %s: %s' % (name, '.'.join(map(str, path)), json.dumps(value)), [] if faults_of(name, broken) else ['it fits'])

# ---- what ties the files to each other ----

with open('scanner/model.c', encoding='utf-8') as f:
    kinds = re.findall(r'\[KIND_[A-Z_]+\] = "([a-z-]+)"', f.read())
ok('the kinds are those of the program', sorted((set(kinds) - {'none'}) ^ set(schemas['terms']['$defs']['kind']['enum'])))

groups = {'group:' + g['id'] for g in shipped['rules/places/countries.yaml'][0]['groups']}
ok('the groups are those of countries.yaml', sorted(groups ^ set(schemas['terms']['$defs']['group']['anyOf'][0]['enum'])))

purposes = {}
for path in sorted(glob.glob('rules/services/*.yaml')):
    for service in shipped[path][0]['services']:
        purposes.setdefault(service['purpose'], set()).add(service['id'])
offered = {o['const'] for o in schemas['services']['properties']['services']['items']['properties']['purpose']['oneOf']}
ok('every purpose that is offered is used', sorted(offered - set(purposes)))
ads = purposes['advertising'] | purposes['attribution']
for path in ('rules/residency/eu-eprivacy.yaml', 'rules/residency/uk-gdpr.yaml'):
    for rule in shipped[path]:
        listed = set(rule['applies'].get('service', []))
        wanted = ads if 'statistics' not in rule['title'] else ads | purposes['analytics']
        if listed:
            ok('%s lists the services of its purposes: %s' % (path, rule['title'][:50]), sorted(listed ^ wanted))

tested = {}
for path in seen:
    if path.endswith('_test.yaml'):
        for test in shipped[path][0]['tests']:
            tested.setdefault(test['rule'], set()).add(test['expect']['verdict'])
for path in sorted(p for p in seen if p.startswith('rules/residency/') and not p.endswith('_test.yaml')):
    for rule in shipped[path]:
        wanted = {'review'} if rule.get('effect') == 'indicate' else {'breach', 'permitted', 'review'}
        # a rule that denies every place permits nothing
        if rule.get('residency', {}).get('deny') != ['any']:
            wanted.add('permitted')
        ok('%s is tested: %s' % (path, rule['title'][:60]), sorted(wanted - tested.get(rule['id'], set())))

print('1..%d' % number)
sys.exit(1 if failed else 0)
PY
