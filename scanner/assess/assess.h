/*
 * Facts to judgements, without a capture. Each noun has its own header and file: what an address is called, what it is
 * for, where it is, what consent there was, where data may go; judge.h joins them under the rules. Nothing here touches
 * the store: pipeline/assess.c feeds and keeps.
 */
#ifndef ASSESS_ASSESS_H
#define ASSESS_ASSESS_H

#include "assess/consent.h"
#include "assess/judge.h"
#include "assess/names.h"
#include "assess/places.h"
#include "assess/residency.h"
#include "assess/services.h"

#endif
