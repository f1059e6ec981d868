/*
 * What may be kept of a request's target: enough to tell services apart, nothing that may be personal. A segment of the path
 * that could be somebody's (more than a few digits, letters mixed like base64, an address) becomes "*"; of the query only the
 * names of its keys stay.
 */
#ifndef DECODE_SHAPE_H
#define DECODE_SHAPE_H

#include "model.h"

/* "/pass/activate/dev/l6IQUjLsyHVvA6Ap/activating" -> "/pass/activate/dev/" "*" "/activating" */
void shape_path(struct span path, char ret[SHAPE_MAX]);
/* "type=MXPH&externalId=+91..." -> "externalId,type" */
void shape_keys(struct span query, char ret[SHAPE_MAX]);

#endif
