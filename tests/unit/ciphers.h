/* What tests of decryption are set up with: for unit_run_between. */
#ifndef TESTS_CIPHERS_H
#define TESTS_CIPHERS_H

#include "base/cipher.h"

static inline int ciphers_set_up(void **state)
{
	(void)state;
	cipher_prepare();
	return 0;
}

#endif
