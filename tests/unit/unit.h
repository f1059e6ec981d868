/* cmocka with what it needs before it, and TAP as its voice. Include it first. */
#ifndef TESTS_UNIT_H
#define TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define unit_run(tests) unit_run_between(NULL, tests, NULL)
/* What is made before the first of them, and taken away behind the last; NULL: nothing. */
#define unit_run_between(before, tests, after) (cmocka_set_message_output(CM_OUTPUT_TAP), cmocka_run_group_tests(tests, before, after))

#endif
