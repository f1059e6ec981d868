/* By what a capture alone shows that an address is a handset's, nobody having named it. What is returned as text is the reason. */
#ifndef PIPELINE_SIGNS_H
#define PIPELINE_SIGNS_H

#include "pipeline/endpoints.h"

/* What leaves no doubt; NULL: nothing does. */
const char *sign_strong(const struct endpoint *e);
/* It is on the handset's side of the network and called out; how that was seen. */
bool sign_calls(const struct endpoint *e);
const char *sign_of_caller(const struct endpoint *e);
/* It sent out of the local network, so that it counts where only such do. */
bool sign_leaves(const struct endpoint *e);
/* Where nobody has a sign: the one that called most, else that sent most; NULL: nobody sent anything. leaving: only who sent out of the local
 * network counts. */
struct endpoint *sign_of_weight(struct endpoint **all, size_t n, bool leaving, const char **ret_reason);

#endif
