"""Checks files by programs that others use: JSON by its schema, JUnit by xmllint and junitparser.

check_files.py json SCHEMA FILE..   the files meet the schema
check_files.py junit XSD FILE       the file meets the schema; prints what a consumer reads, as JSON
check_files.py ci FILE JOB          the shell of a CI file's job, step by step, as JSON [[name, script], ..]
"""
import json
import subprocess
import sys


def check_json(schema_path, *paths):
    import jsonschema

    with open(schema_path) as file:
        schema = json.load(file)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    for path in paths:
        with open(path) as file:
            errors = sorted(validator.iter_errors(json.load(file)), key=str)
        if errors:
            place = "/".join(str(part) for part in errors[0].absolute_path)
            sys.exit(f"{path}: {place}: {errors[0].message[:500]}")


def check_junit(xsd, path):
    subprocess.run(["xmllint", "--noout", "--schema", xsd, path], check=True, stderr=subprocess.PIPE)
    import junitparser

    xml = junitparser.JUnitXml.fromfile(path)
    cases = [
        {
            "suite": suite.name,
            "properties": {entry.name: entry.value for entry in suite.properties()},
            "name": case.name,
            "results": [[type(result).__name__, result.message, result.text] for result in case.result],
        }
        for suite in xml
        for case in suite
    ]
    xml.update_statistics()
    print(json.dumps({"tests": xml.tests, "failures": xml.failures, "errors": xml.errors,
                      "skipped": xml.skipped, "cases": cases}))


def ci_steps(path, job):
    import yaml

    with open(path) as file:
        parsed = yaml.safe_load(file)
    if "jobs" in parsed:  # GitHub Actions
        steps = parsed["jobs"][job]["steps"]
        scripts = [[step.get("name", ""), step["run"]] for step in steps if "run" in step]
    else:  # GitLab CI: what a runner joins to one script
        lines = parsed[job].get("before_script", []) + parsed[job]["script"]
        scripts = [[job, "\n".join(lines)]]
    print(json.dumps(scripts))


{"json": check_json, "junit": check_junit, "ci": ci_steps}[sys.argv[1]](*sys.argv[2:])
