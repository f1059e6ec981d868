#!/usr/bin/python3
"""Checks a report against a schema. usage: formats.py json|jsonl|ocsf|sarif FILE... Prints a line for each fault.

json is checked as documented and once more without the licence to have keys that are not: a new key belongs into the schema."""

import json
import os
import sys

import jsonschema

TESTS = os.path.dirname(os.path.abspath(__file__))
SCHEMAS = {
    "json": "../reports/phonehome.schema.json",
    "jsonl": "data/schema/ecs.schema.json",
    "ocsf": "data/schema/ocsf-compliance-finding.schema.json",
    "sarif": "data/schema/sarif-2.1.0.schema.json",
}


def closed(schema):
    """The same schema, in which no object may have a key that is not named."""
    if isinstance(schema, list):
        return [closed(s) for s in schema]
    if not isinstance(schema, dict):
        return schema
    shut = {key: closed(value) for key, value in schema.items()}
    if schema.get("type") == "object" and "properties" in schema:
        shut["additionalProperties"] = False
    return shut


def validator(schema):
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema, format_checker=jsonschema.FormatChecker())


def sarif_faults(log):
    """What the specification says and its schema cannot."""
    for run in log["runs"]:
        rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
        prints = [tuple(result["partialFingerprints"].items()) for result in run["results"]]
        if len(prints) != len(set(prints)):
            yield "fingerprints are not distinct"
        for rule in run["tool"]["driver"]["rules"]:
            if not rule.get("help", {}).get("text"):
                yield f"rule {rule['id']} has no help"
        for result in run["results"]:
            if result["ruleId"] not in rules:
                yield f"no such rule: {result['ruleId']}"
            if (result["kind"] == "fail") == (result["level"] == "none"):  # 3.27.10
                yield f"{result['kind']} with level {result['level']}"


def main():
    form = sys.argv[1]
    with open(os.path.join(TESTS, SCHEMAS[form]), encoding="utf-8") as file:
        schema = json.load(file)
    checks = [validator(schema)] + ([validator(closed(schema))] if form == "json" else [])
    for name in sys.argv[2:]:
        with open(name, encoding="utf-8") as file:
            items = [json.load(file)] if form in ("json", "sarif") else [json.loads(line) for line in file]
        faults = [f"{'.'.join(map(str, fault.path))}: {fault.message[:200]}" for item in items for check in checks for fault in check.iter_errors(item)]
        if form == "sarif":
            faults += [fault for item in items for fault in sarif_faults(item)]
        for fault in faults[:10]:
            print(f"{name}: {fault}")


main()
