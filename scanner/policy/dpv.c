#include "policy/dpv.h"

#include <string.h>

static const struct {
	const char *key;
	enum dpv_role role;
} keys[] = {
	{ "@context", ROLE_SILENT }, { "@type", ROLE_SILENT }, { "@id", ROLE_ID }, { "@graph", ROLE_GRAPH },
	{ "hasIdentifier", ROLE_ID }, { "identifier", ROLE_ID }, { "record_id", ROLE_ID },
	{ "hasConsentStatus", ROLE_STATE }, { "hasStatus", ROLE_STATE }, { "event_state", ROLE_STATE },
	{ "hasPart", ROLE_EVENT }, { "hasEvent", ROLE_EVENT }, { "consent_events", ROLE_EVENT }, { "events", ROLE_EVENT },
	{ "isIndicatedAtTime", ROLE_TIME }, { "date", ROLE_TIME }, { "event_time", ROLE_TIME },
	{ "hasDuration", ROLE_DURATION }, { "validity_duration", ROLE_DURATION },
	{ "valid", ROLE_EXPIRES }, { "hasExpiryDate", ROLE_EXPIRES }, { "validUntil", ROLE_EXPIRES },
	{ "hasPersonalData", ROLE_DATA }, { "hasData", ROLE_DATA }, { "pii_type", ROLE_DATA }, { "pii_information", ROLE_DATA },
	{ "hasLocation", ROLE_PLACE }, { "hasJurisdiction", ROLE_PLACE }, { "storage_location", ROLE_PLACE },
	{ "storage_locations", ROLE_PLACE }, { "jurisdiction", ROLE_PLACE }, { "geographic_restrictions", ROLE_PLACE },
	{ "hasService", ROLE_SERVICE }, { "service", ROLE_SERVICE },
	{ "handset", ROLE_HANDSET }, { "hasDevice", ROLE_HANDSET },
	{ "hasProcess", ROLE_INTO }, { "hasPersonalDataHandling", ROLE_INTO }, { "hasPurpose", ROLE_INTO },
	{ "hasStorageCondition", ROLE_INTO }, { "pii_processing", ROLE_INTO }, { "hasProcessing", ROLE_DROP },
	{ "hasDataController", ROLE_DROP }, { "hasDataSubject", ROLE_DROP }, { "hasEntity", ROLE_DROP }, { "hasRecipient", ROLE_DROP },
	{ "hasNotice", ROLE_DROP }, { "hasLegalBasis", ROLE_DROP }, { "hasRight", ROLE_DROP }, { "hasAuthority", ROLE_DROP },
	{ "hasOrganisationalMeasure", ROLE_DROP }, { "hasTechnicalOrganisationalMeasure", ROLE_DROP }, { "hasDataSource", ROLE_DROP },
	{ "hasWithdrawalMethod", ROLE_DROP }, { "hasConsentManagement", ROLE_DROP }, { "hasAssessment", ROLE_DROP },
	{ "isIndicatedBy", ROLE_DROP }, { "hasIndicationMethod", ROLE_DROP }, { "hasContext", ROLE_DROP }, { "isPartOf", ROLE_DROP },
	{ "isSubTypeOf", ROLE_DROP }, { "hasName", ROLE_DROP }, { "hasAddress", ROLE_DROP }, { "hasContact", ROLE_DROP },
	{ "conformsTo", ROLE_DROP }, { "hasVersion", ROLE_DROP }, { "schema_version", ROLE_DROP }, { "created", ROLE_DROP },
	{ "modified", ROLE_DROP }, { "creator", ROLE_DROP }, { "publisher", ROLE_DROP }, { "language", ROLE_DROP },
	{ "title", ROLE_DROP }, { "description", ROLE_DROP }, { "replaces", ROLE_DROP },
};

static const struct dpv_state states[] = {
	{ "ConsentGiven", "given" }, { "RenewedConsentGiven", "given" }, { "ConsentRefused", "refused" },
	{ "ConsentWithdrawn", "withdrawn" }, { "ConsentRevoked", "withdrawn" }, { "ConsentInvalidated", "withdrawn" },
	{ "ConsentExpired", "expired" }, { "ConsentRequested", NULL }, { "ConsentRequestDeferred", NULL }, { "ConsentUnknown", NULL },
};

/* DPV has none for the numbers of phone and SIM: they are UIDs. */
static const struct {
	const char *term, *kinds;
} data_terms[] = {
	{ "TelephoneNumber", "phone-number" }, { "Contact", "contact" }, { "CallLog", "call-log" },
	{ "CommunicationsMetadata", "call-log sms" }, { "EmailAddress", "email" }, { "Email", "email" },
	{ "UID", "imei imeisv meid imsi iccid serial-number android-id advertising-id" },
	{ "DeviceBased", "imei imeisv meid serial-number android-id advertising-id wifi-mac bluetooth-mac" },
	{ "MACAddress", "wifi-mac bluetooth-mac bssid" }, { "GPSCoordinate", "location" }, { "Location", "location cell-id" },
	{ "DeviceApplications", "app-list" }, { "OfficialID", "national-id" }, { "PaymentCardNumber", "payment-card" },
	{ "Password", "password" }, { "AccountIdentifier", "account-id" }, { "Username", "account-id" },
};

#define COUNT(table) (sizeof(table) / sizeof *(table))

_Static_assert(COUNT(keys) <= DPV_WORDS_MAX && COUNT(states) <= DPV_WORDS_MAX, "a message names them all");

const char *dpv_local(const char *term)
{
	const char *local = term;

	for (const char *p = term; *p != 0; p++) {
		if (*p == ':' || *p == '#' || *p == '/')
			local = p + 1;
	}
	return local;
}

enum dpv_role dpv_role(const char *key)
{
	for (size_t i = 0; i < COUNT(keys); i++) {
		if (strcmp(keys[i].key, dpv_local(key)) == 0)
			return keys[i].role;
	}
	return ROLE_UNKNOWN;
}

const struct dpv_state *dpv_state(const char *term)
{
	for (size_t i = 0; i < COUNT(states); i++) {
		if (strcmp(states[i].term, dpv_local(term)) == 0)
			return &states[i];
	}
	return NULL;
}

const char *dpv_kinds(const char *term)
{
	for (size_t i = 0; i < COUNT(data_terms); i++) {
		if (strcmp(data_terms[i].term, dpv_local(term)) == 0)
			return data_terms[i].kinds;
	}
	return NULL;
}

size_t dpv_keys(const char *ret[DPV_WORDS_MAX])
{
	for (size_t i = 0; i < COUNT(keys); i++)
		ret[i] = keys[i].key;
	return COUNT(keys);
}

size_t dpv_states(const char *ret[DPV_WORDS_MAX])
{
	for (size_t i = 0; i < COUNT(states); i++)
		ret[i] = states[i].term;
	return COUNT(states);
}
