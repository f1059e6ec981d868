#!/usr/bin/env python3
"""Stacks as `perf script -F ip,sym` writes them, on standard input: how many of them stand in each stage of a scan.

A stack belongs to the innermost of these functions that is in it; the first pass and the rest of a worker are what none of the inner ones have.
"""
import collections
import sys

STAGES = {
    'detect_message': 'detect', 'detect_stream_end': 'detect',
    'detector_new': 'detect, compiling',
    'classify': 'nDPI', 'classifier_new': 'nDPI, setting up', 'classifier_free': 'nDPI, setting up', 'classification_verdict': 'nDPI',
    'series_next': 'capture', 'peel': 'peel', 'peel_more': 'peel',
    'conversation_bytes': 'decode', 'conversation_end': 'decode', 'conversation_gap': 'decode',
    'flows_add': 'flow', 'flows_finish': 'flow',
    'handsets_observe': 'handsets', 'handsets_ends': 'handsets', 'handsets_settle': 'handsets',
    'record_write': 'records', 'record_read': 'records',
    'keep_record': 'store', 'store_capture_end': 'store', 'store_close': 'store',
    'sha256_file': 'hashing the file', 'run_hash': 'hashing the file', 'seal_close': 'closing and sealing',
    'setup_assess': 'assess', 'summary_print': 'summary', 'setup_rules': 'rules and case', 'setup_case': 'rules and case',
}


def main():
    counts, stack, seen = collections.Counter(), None, False
    for line in list(sys.stdin) + ['\n']:
        words = line.split()
        name = words[1] if len(words) > 1 else ''
        if words:
            seen = True
            if stack is None:
                stack = STAGES.get(name)
        elif seen:
            counts[stack or 'other'] += 1
            stack, seen = None, False
    total = sum(counts.values())
    for stage, n in counts.most_common():
        print('  %5.1f %%  %s' % (100 * n / total, stage))


main()
