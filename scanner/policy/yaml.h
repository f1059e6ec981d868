/*
 * A YAML file as a small tree. The only home of libyaml is yaml.c. (Nothing here is called yaml_...: libyaml has a
 * yaml_free of its own that a program would silently replace.)
 *
 * What is read here is bounded by limits.h (bytes, nodes with aliases counted each time, depth), has no tags, no
 * byte order mark and no keys but text. Every scalar is text: NO is Norway and 0123 keeps its zero. An alias is the
 * node that it names, shared, so an alias bomb is counted and refused before anybody walks it.
 */
#ifndef POLICY_YAML_H
#define POLICY_YAML_H

#include "base/err.h"
#include "base/reader.h"

enum {
	YAML_ANCHORS_MAX = 256, /* of one document; each alias searches them all */
};

enum node_type { NODE_SCALAR, NODE_SEQUENCE, NODE_MAPPING };

struct node {
	enum node_type type;
	int line, column;    /* from 1 */
	bool quoted;         /* a scalar that did not stand plain: "" is a text, an empty plain scalar is a missing one */
	char *text;          /* scalar; without NUL inside */
	size_t len;
	struct node **items; /* of a sequence; of a mapping: key, value, key, value */
	size_t n, cap;
	size_t weight;       /* nodes below and itself, aliases counted each time */
	int height;          /* levels below and itself */
	bool open;           /* still being read: an alias to it would be a ring */
};

struct tree_part {
	struct node *root;
	struct span text;    /* the document as it was written, without blank lines around it */
};

struct tree {
	char *file;          /* as messages name it */
	uint8_t *bytes;
	size_t len;
	struct tree_part *parts; /* documents; at least one */
	size_t part_count, part_cap;
	struct node **nodes; /* all, for freeing */
	size_t node_count, node_cap;
};

/* NULL with the first mistake, `file:line:column: what is wrong`. Bytes of the file are never quoted: a case holds values. */
struct tree *tree_open(const char *path, struct err *e);
struct tree *tree_from(const char *file, struct span bytes, struct err *e);
void tree_free(struct tree *tree); /* wipes */

#endif
