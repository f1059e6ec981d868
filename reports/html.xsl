<?xml version="1.0" encoding="UTF-8"?>
<!--
  The report as one HTML file: no script, nothing loaded. Everything from the database is put in by xsl:value-of, which escapes
  it; never use disable-output-escaping here. Wording is in sentence.xsl, looks are in html-style.xsl.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

<xsl:include href="sentence.xsl"/>
<xsl:include href="html-style.xsl"/>
<xsl:output method="html" encoding="UTF-8" indent="no" doctype-system="about:legacy-compat"/>

<xsl:template match="/report">
  <html lang="{$words/@lang}">
    <head>
      <meta charset="utf-8"/>
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta name="referrer" content="no-referrer"/>
      <meta name="robots" content="noindex"/>
      <title>
        <xsl:text>Where the personal data went</xsl:text>
        <xsl:if test="$made/case_name != ''"><xsl:value-of select="concat(': ', $made/case_name)"/></xsl:if>
      </title>
      <xsl:call-template name="style"/>
    </head>
    <body>
      <a class="skip" href="#main">Skip to the report</a>
      <header><div class="wrap"><xsl:call-template name="top"/></div></header>
      <main id="main"><div class="wrap">
        <xsl:if test="$countries">
          <xsl:call-template name="consent-by-country"/>
          <xsl:call-template name="what-left"/>
        </xsl:if>
        <xsl:if test="timeline/row | seen/row"><xsl:call-template name="timeline"/></xsl:if>
        <xsl:if test="findings/row | transfer_findings/row"><xsl:call-template name="findings"/></xsl:if>
        <xsl:if test="service_places/row"><xsl:call-template name="service-places"/></xsl:if>
        <xsl:call-template name="not-seen"/>
        <xsl:if test="rules/row"><xsl:call-template name="rules"/></xsl:if>
        <xsl:call-template name="how-made"/>
      </div></main>
      <footer><div class="wrap">
        <h2>Notices</h2>
        <xsl:for-each select="$words/notice">
          <p>
            <xsl:choose>
              <xsl:when test="@href"><a href="{@href}" rel="noreferrer"><xsl:value-of select="."/></a></xsl:when>
              <xsl:otherwise><xsl:value-of select="."/></xsl:otherwise>
            </xsl:choose>
          </p>
        </xsl:for-each>
      </div></footer>
    </body>
  </html>
</xsl:template>

<!-- ==== the answer ==== -->

<xsl:template name="top">
  <p class="eyebrow">
    <xsl:text>Where the personal data went</xsl:text>
    <xsl:if test="$made/case_name != ''"> · <xsl:value-of select="$made/case_name"/></xsl:if>
    <xsl:if test="$status/first_at != ''">
      <xsl:text> · captured </xsl:text>
      <xsl:value-of select="substring($status/first_at, 1, 10)"/>
      <xsl:if test="substring($status/first_at, 1, 10) != substring($status/last_at, 1, 10)">
        <xsl:value-of select="concat(' to ', substring($status/last_at, 1, 10))"/>
      </xsl:if>
    </xsl:if>
  </p>
  <h1><xsl:call-template name="answer"/></h1>
  <p class="lead"><xsl:call-template name="answer-rules"/></p>
  <xsl:variable name="warning"><xsl:call-template name="warning"/></xsl:variable>
  <xsl:if test="$warning != ''"><p class="caution"><b>Caution: </b><xsl:value-of select="$warning"/></p></xsl:if>
  <xsl:if test="$answer/disclosures &gt; 0">
    <ul class="tiles">
      <li><b><xsl:value-of select="format-number($answer/disclosures, '#,##0')"/></b>
        <span><xsl:choose><xsl:when test="$answer/disclosures = 1">disclosure</xsl:when><xsl:otherwise>disclosures</xsl:otherwise></xsl:choose>
          <xsl:text>, seen </xsl:text>
          <xsl:call-template name="count"><xsl:with-param name="n" select="$answer/sightings"/><xsl:with-param name="one" select="'time'"/></xsl:call-template>
        </span></li>
      <li><b><xsl:value-of select="format-number($answer/without, '#,##0')"/></b><span>without consent</span></li>
      <xsl:if test="$answer/unknown &gt; 0">
        <li><b><xsl:value-of select="format-number($answer/unknown, '#,##0')"/></b><span>consent not recorded</span></li>
      </xsl:if>
      <xsl:if test="$answer/before != ''">
        <li><b><xsl:value-of select="format-number($answer/before, '#,##0')"/></b><span>before the user could choose</span></li>
      </xsl:if>
      <li><b><xsl:value-of select="format-number($answer/breach, '#,##0')"/></b><span>depart from a rule</span></li>
      <li><b><xsl:value-of select="format-number($status/opaque_flows, '#,##0')"/></b>
        <span><xsl:value-of select="concat('of ', format-number($status/flows, '#,##0'), ' flows could not be read')"/></span></li>
    </ul>
  </xsl:if>
  <nav aria-label="Contents">
    <ul>
      <xsl:if test="$countries"><li><a href="#consent">With and without consent</a></li><li><a href="#left">What left</a></li></xsl:if>
      <xsl:if test="timeline/row | seen/row"><li><a href="#timeline">Timeline</a></li></xsl:if>
      <xsl:if test="findings/row | transfer_findings/row"><li><a href="#findings">Findings</a></li></xsl:if>
      <xsl:if test="service_places/row"><li><a href="#places">Services and places</a></li></xsl:if>
      <li><a href="#not-seen">What was not seen</a></li>
      <li><a href="#made">How this was made</a></li>
    </ul>
  </nav>
</xsl:template>

<xsl:template name="number-cell">
  <xsl:param name="n"/>
  <td>
    <xsl:attribute name="class">n<xsl:if test="$n = 0"> zero</xsl:if></xsl:attribute>
    <xsl:value-of select="format-number($n, '#,##0')"/>
  </td>
</xsl:template>

<!-- ==== with and without consent ==== -->

<xsl:template name="consent-by-country">
  <section id="consent" aria-labelledby="h-consent">
    <h2 id="h-consent">With and without consent, by country</h2>
    <p class="quiet">The country is where the server stood, with the grade of evidence given at each finding.</p>
    <ul class="bars" aria-hidden="true">
      <xsl:variable name="most">
        <xsl:for-each select="$countries">
          <xsl:sort select="sum(key('sums-country', string(country))/disclosures)" data-type="number" order="descending"/>
          <xsl:if test="position() = 1"><xsl:value-of select="sum(key('sums-country', string(country))/disclosures)"/></xsl:if>
        </xsl:for-each>
      </xsl:variable>
      <xsl:for-each select="$countries">
        <xsl:sort select="sum(key('sums-country', string(country))/disclosures)" data-type="number" order="descending"/>
        <xsl:sort select="country"/>
        <xsl:if test="position() &lt;= 12">
          <xsl:variable name="rows" select="key('sums-country', string(country))"/>
          <xsl:variable name="all" select="sum($rows/disclosures)"/>
          <li>
            <span><xsl:call-template name="country"/></span>
            <span class="track"><span class="bar" style="width: {format-number($all div $most * 100, '0.##')}%">
              <xsl:call-template name="bar-part"><xsl:with-param name="class" select="'without'"/><xsl:with-param name="n" select="sum($rows/without)"/></xsl:call-template>
              <xsl:call-template name="bar-part"><xsl:with-param name="class" select="'unknown'"/><xsl:with-param name="n" select="sum($rows/unknown)"/></xsl:call-template>
              <xsl:call-template name="bar-part"><xsl:with-param name="class" select="'given'"/><xsl:with-param name="n" select="$all - sum($rows/without) - sum($rows/unknown)"/></xsl:call-template>
            </span></span>
            <span class="n"><xsl:value-of select="format-number($all, '#,##0')"/></span>
          </li>
        </xsl:if>
      </xsl:for-each>
    </ul>
    <ul class="key" aria-hidden="true">
      <li><i class="without"></i>without consent</li>
      <li><i class="unknown"></i>consent not recorded</li>
      <li><i class="given"></i>with consent</li>
    </ul>
    <xsl:call-template name="consent-table"/>
  </section>
</xsl:template>

<xsl:template name="bar-part">
  <xsl:param name="class"/>
  <xsl:param name="n"/>
  <xsl:if test="$n &gt; 0"><i class="{$class}" style="flex: {$n}"></i></xsl:if>
</xsl:template>

<xsl:template name="consent-table">
  <div class="scroll" tabindex="0" role="region" aria-label="Disclosures by country and consent">
    <table>
      <caption>Disclosures by country and consent</caption>
      <thead><tr>
        <th scope="col">Country</th>
        <xsl:for-each select="$used-consent"><th scope="col" class="n"><xsl:value-of select="@title"/></th></xsl:for-each>
        <th scope="col" class="n">all</th>
      </tr></thead>
      <tbody>
        <xsl:for-each select="$countries">
          <xsl:sort select="sum(key('sums-country', string(country))/disclosures)" data-type="number" order="descending"/>
          <xsl:sort select="country"/>
          <xsl:variable name="country" select="string(country)"/>
          <tr>
            <th scope="row"><xsl:call-template name="country"/></th>
            <xsl:for-each select="$used-consent">
              <xsl:variable name="state" select="@id"/>
              <xsl:for-each select="$report">
                <xsl:call-template name="number-cell">
                  <xsl:with-param name="n" select="sum(key('sums-consent', concat($country, ' ', $state))/disclosures)"/>
                </xsl:call-template>
              </xsl:for-each>
            </xsl:for-each>
            <xsl:call-template name="number-cell"><xsl:with-param name="n" select="sum(key('sums-country', $country)/disclosures)"/></xsl:call-template>
          </tr>
        </xsl:for-each>
      </tbody>
    </table>
  </div>
</xsl:template>

<!-- ==== what left ==== -->

<xsl:template name="owner-name">
  <xsl:choose>
    <xsl:when test="owner != ''">
      <xsl:call-template name="alternatives"><xsl:with-param name="list" select="owner"/></xsl:call-template>
      <xsl:if test="owner_country != ''">
        <xsl:text> (</xsl:text>
        <xsl:call-template name="alternatives">
          <xsl:with-param name="list" select="owner_country"/><xsl:with-param name="countries" select="true()"/>
        </xsl:call-template>
        <xsl:text>)</xsl:text>
      </xsl:if>
    </xsl:when>
    <xsl:otherwise>–</xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="what-left">
  <section id="left" aria-labelledby="h-left">
    <h2 id="h-left">What left</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="What left, by kind of datum">
      <table>
        <caption>By kind of datum</caption>
        <thead><tr><th scope="col">Kind</th><th scope="col">To the services</th><th scope="col" class="n">disclosures</th>
          <th scope="col" class="n">without consent</th><th scope="col" class="n">depart from a rule</th></tr></thead>
        <tbody>
          <xsl:for-each select="$kinds">
            <xsl:sort select="sum(key('sums-kind', kind)/disclosures)" data-type="number" order="descending"/>
            <xsl:sort select="kind"/>
            <xsl:variable name="rows" select="key('sums-kind', kind)"/>
            <tr>
              <th scope="row"><xsl:call-template name="kind"/></th>
              <td>
                <xsl:for-each select="$rows[generate-id() = generate-id(key('sums-kind-service', concat(kind, ' ', service))[1])]">
                  <xsl:if test="position() &lt;= 6">
                    <xsl:if test="position() &gt; 1">; </xsl:if>
                    <xsl:call-template name="service-name"/>
                  </xsl:if>
                  <xsl:if test="position() = 7"> and others</xsl:if>
                </xsl:for-each>
              </td>
              <xsl:call-template name="number-cell"><xsl:with-param name="n" select="sum($rows/disclosures)"/></xsl:call-template>
              <xsl:call-template name="number-cell"><xsl:with-param name="n" select="sum($rows/without)"/></xsl:call-template>
              <xsl:call-template name="number-cell"><xsl:with-param name="n" select="sum($rows/breach)"/></xsl:call-template>
            </tr>
          </xsl:for-each>
        </tbody>
      </table>
    </div>
    <div class="scroll" tabindex="0" role="region" aria-label="What left, by service">
      <table>
        <caption>By service</caption>
        <thead><tr><th scope="col">Service</th><th scope="col">Owner</th><th scope="col">What</th><th scope="col" class="n">disclosures</th>
          <th scope="col" class="n">without consent</th><th scope="col" class="n">depart from a rule</th></tr></thead>
        <tbody>
          <xsl:for-each select="$services">
            <xsl:sort select="sum(key('sums-service', string(service))/disclosures)" data-type="number" order="descending"/>
            <xsl:sort select="service"/>
            <xsl:variable name="rows" select="key('sums-service', string(service))"/>
            <tr>
              <th scope="row"><xsl:call-template name="service-name"/></th>
              <td><xsl:call-template name="owner-name"/></td>
              <td>
                <xsl:for-each select="$rows[generate-id() = generate-id(key('sums-kind-service', concat(kind, ' ', service))[1])]">
                  <xsl:if test="position() &gt; 1">, </xsl:if>
                  <xsl:call-template name="kind"/>
                </xsl:for-each>
              </td>
              <xsl:call-template name="number-cell"><xsl:with-param name="n" select="sum($rows/disclosures)"/></xsl:call-template>
              <xsl:call-template name="number-cell"><xsl:with-param name="n" select="sum($rows/without)"/></xsl:call-template>
              <xsl:call-template name="number-cell"><xsl:with-param name="n" select="sum($rows/breach)"/></xsl:call-template>
            </tr>
          </xsl:for-each>
        </tbody>
      </table>
    </div>
  </section>
</xsl:template>

<!-- ==== timeline ==== -->

<xsl:template name="timeline">
  <section id="timeline" aria-labelledby="h-timeline">
    <h2 id="h-timeline">Timeline</h2>
    <p class="quiet">What the tester did, what the user consented to, and what was first seen to leave after each.</p>
    <ol class="timeline">
      <xsl:for-each select="timeline/row | seen/row">
        <xsl:sort select="concat(at, first)"/>
        <li>
          <xsl:attribute name="class">
            <xsl:choose><xsl:when test="type"><xsl:value-of select="type"/></xsl:when><xsl:otherwise>seen</xsl:otherwise></xsl:choose>
          </xsl:attribute>
          <time datetime="{concat(at, first)}"><xsl:call-template name="time"><xsl:with-param name="at" select="concat(at, first)"/></xsl:call-template></time>
          <span><xsl:call-template name="event-sentence"/></span>
        </li>
      </xsl:for-each>
    </ol>
  </section>
</xsl:template>

<!-- ==== findings ==== -->

<xsl:template name="findings">
  <section id="findings" aria-labelledby="h-findings">
    <h2 id="h-findings">Findings, worst first</h2>
    <p class="quiet">Each is an observation, what is inferred from it, and how it stands to a rule. Whether a law was kept is for others to say.</p>
    <ol class="findings">
      <xsl:for-each select="findings/row | transfer_findings/row">
        <xsl:sort select="rank" data-type="number" order="descending"/>
        <xsl:sort select="first"/>
        <xsl:call-template name="finding"/>
      </xsl:for-each>
    </ol>
    <p>
      <xsl:call-template name="rest-of-findings"/>
      <xsl:if test="@csv and $answer/disclosures &gt; 0"><xsl:text> </xsl:text><a href="{@csv}">Every sighting, as CSV</a></xsl:if>
    </p>
  </section>
</xsl:template>

<xsl:template name="finding">
  <li class="finding {verdict}">
    <div class="head">
      <h3><xsl:call-template name="finding-title"/></h3>
      <span class="badge {verdict}"><xsl:call-template name="verdict-title"/><xsl:if test="severity != ''"> · <xsl:value-of select="severity"/></xsl:if></span>
    </div>
    <p><xsl:call-template name="finding-sentence"/></p>
    <details>
      <summary>Evidence: frame <xsl:value-of select="frame"/> of <xsl:value-of select="capture"/></summary>
      <xsl:call-template name="evidence"/>
    </details>
  </li>
</xsl:template>

<!-- One line of the evidence, left out where there is nothing to say. -->
<xsl:template name="line">
  <xsl:param name="name"/>
  <xsl:param name="text"/>
  <xsl:param name="grade"/>
  <xsl:if test="$text != ''">
    <dt><xsl:value-of select="$name"/></dt>
    <dd><xsl:value-of select="$text"/><xsl:if test="$grade != ''"> (grade <xsl:value-of select="$grade"/>)</xsl:if></dd>
  </xsl:if>
</xsl:template>

<xsl:template name="evidence">
  <dl>
    <dt>In Wireshark</dt>
    <dd><code><xsl:call-template name="filter-frame"/></code></dd>
    <dt>Whole conversation</dt>
    <dd><code><xsl:call-template name="filter-flow"/></code></dd>
    <dt>Capture</dt>
    <dd><xsl:value-of select="capture"/><xsl:if test="sha256 != ''">, SHA-256 <code><xsl:value-of select="sha256"/></code></xsl:if></dd>
    <xsl:if test="path != ''">
      <dt>Found at</dt>
      <dd><code><xsl:value-of select="path"/></code><xsl:value-of select="concat(', offset ', offset, ', ', length, ' bytes')"/></dd>
    </xsl:if>
    <xsl:call-template name="line"><xsl:with-param name="name">Protocol</xsl:with-param><xsl:with-param name="text" select="protocol"/></xsl:call-template>
    <xsl:call-template name="line"><xsl:with-param name="name">Name known by</xsl:with-param><xsl:with-param name="text" select="host_source"/></xsl:call-template>
    <xsl:call-template name="line"><xsl:with-param name="name">After the step</xsl:with-param><xsl:with-param name="text" select="step"/></xsl:call-template>
    <xsl:call-template name="line"><xsl:with-param name="name">Country</xsl:with-param><xsl:with-param name="text" select="country_evidence"/><xsl:with-param name="grade" select="country_grade"/></xsl:call-template>
    <xsl:call-template name="line"><xsl:with-param name="name">Operator</xsl:with-param><xsl:with-param name="text" select="operator_evidence"/><xsl:with-param name="grade" select="operator_grade"/></xsl:call-template>
    <xsl:call-template name="line"><xsl:with-param name="name">Region</xsl:with-param><xsl:with-param name="text" select="region_evidence"/><xsl:with-param name="grade" select="region_grade"/></xsl:call-template>
    <xsl:call-template name="line"><xsl:with-param name="name">Consent</xsl:with-param><xsl:with-param name="text" select="consent_reason"/></xsl:call-template>
    <xsl:if test="clauses != ''">
      <dt>Clause by clause</dt>
      <dd><ul><xsl:call-template name="lines"><xsl:with-param name="text" select="clauses"/></xsl:call-template></ul></dd>
    </xsl:if>
    <xsl:if test="rule != ''">
      <dt>Rule</dt>
      <dd>
        <xsl:choose>
          <xsl:when test="$report/rules/row[rule = current()/rule]"><a href="#rule-{rule}"><xsl:value-of select="rule_title"/></a></xsl:when>
          <xsl:otherwise><xsl:value-of select="rule_title"/></xsl:otherwise>
        </xsl:choose>
      </dd>
    </xsl:if>
  </dl>
</xsl:template>

<xsl:template name="lines">
  <xsl:param name="text"/>
  <xsl:variable name="first" select="substring-before(concat($text, '&#10;'), '&#10;')"/>
  <xsl:if test="$first != ''"><li><xsl:value-of select="$first"/></li></xsl:if>
  <xsl:if test="contains($text, '&#10;')">
    <xsl:call-template name="lines"><xsl:with-param name="text" select="substring-after($text, '&#10;')"/></xsl:call-template>
  </xsl:if>
</xsl:template>

<!-- ==== services and places ==== -->

<xsl:template name="service-places">
  <section id="places" aria-labelledby="h-places">
    <h2 id="h-places">Services and places: first and last seen</h2>
    <p class="quiet">A service that has moved is last seen in the old place before it is only seen in the new one.</p>
    <div class="scroll" tabindex="0" role="region" aria-label="First and last seen of each service in each place">
      <table>
        <caption>Flows of each service by place, in UTC</caption>
        <thead><tr><th scope="col">Service</th><th scope="col">Place</th><th scope="col">Operator</th><th scope="col" class="n">flows</th><th scope="col" class="n">sightings</th>
          <th scope="col">first seen</th><th scope="col">last seen</th></tr></thead>
        <tbody>
          <xsl:for-each select="service_places/row">
            <tr>
              <th scope="row"><xsl:call-template name="service-name"/></th>
              <td><xsl:call-template name="country"/><xsl:if test="region != ''">, <xsl:value-of select="region"/></xsl:if></td>
              <td><xsl:call-template name="or-dash"><xsl:with-param name="text" select="operator"/></xsl:call-template></td>
              <xsl:call-template name="number-cell"><xsl:with-param name="n" select="flows"/></xsl:call-template>
              <xsl:call-template name="number-cell"><xsl:with-param name="n" select="sightings"/></xsl:call-template>
              <td class="time"><xsl:value-of select="concat(substring(first, 1, 10), ' ', substring(first, 12, 8))"/></td>
              <td class="time"><xsl:value-of select="concat(substring(last, 1, 10), ' ', substring(last, 12, 8))"/></td>
            </tr>
          </xsl:for-each>
        </tbody>
      </table>
    </div>
  </section>
</xsl:template>

<!-- ==== what was not seen ==== -->

<xsl:template name="not-seen">
  <section id="not-seen" aria-labelledby="h-not-seen">
    <h2 id="h-not-seen">What was not seen</h2>
    <p><xsl:call-template name="opaque-share"/><xsl:text> </xsl:text><xsl:call-template name="opaque-note"/></p>
    <xsl:if test="opaque/row">
      <div class="scroll" tabindex="0" role="region" aria-label="Flows that could not be read">
        <table>
          <caption>Flows that could not be read, most bytes first<xsl:if test="opaque/row[1]/rows &gt; 25">: 25 of <xsl:value-of select="format-number(opaque/row[1]/rows, '#,##0')"/></xsl:if></caption>
          <thead><tr><th scope="col">Host</th><th scope="col">Service</th><th scope="col">Place</th><th scope="col">Protocol</th>
            <th scope="col" class="n">flows</th><th scope="col" class="n">sent, unread</th></tr></thead>
          <tbody>
            <xsl:for-each select="opaque/row[position() &lt;= 25]">
              <tr>
                <th scope="row" class="host"><xsl:choose><xsl:when test="host != ''"><xsl:value-of select="host"/></xsl:when><xsl:otherwise>unnamed</xsl:otherwise></xsl:choose></th>
                <td><xsl:call-template name="service-name"/></td>
                <td><xsl:call-template name="country"/></td>
                <td><xsl:call-template name="or-dash"><xsl:with-param name="text" select="protocol"/></xsl:call-template></td>
                <xsl:call-template name="number-cell"><xsl:with-param name="n" select="flows"/></xsl:call-template>
                <td class="n"><xsl:call-template name="bytes"><xsl:with-param name="n" select="bytes_opaque"/></xsl:call-template></td>
              </tr>
            </xsl:for-each>
          </tbody>
        </table>
      </div>
    </xsl:if>
    <xsl:variable name="unplaced"><xsl:call-template name="unplaced-sentence"/></xsl:variable>
    <xsl:if test="$unplaced != ''"><p><xsl:value-of select="$unplaced"/></p></xsl:if>
    <xsl:choose>
      <xsl:when test="losses/row | faults/row">
        <h3>Lost in reading the captures</h3>
        <ul class="plain">
          <xsl:for-each select="losses/row"><li><xsl:call-template name="loss-sentence"/></li></xsl:for-each>
          <xsl:for-each select="faults/row"><li><xsl:call-template name="fault-sentence"/></li></xsl:for-each>
        </ul>
      </xsl:when>
      <xsl:otherwise><p>Nothing was lost in reading the captures.</p></xsl:otherwise>
    </xsl:choose>
    <h3>Places rest on</h3>
    <ul class="plain">
      <xsl:for-each select="place_sources/row"><li><xsl:call-template name="source-sentence"/></li></xsl:for-each>
      <xsl:if test="not(place_sources/row)"><li>no data set: only on names and on what the case attests</li></xsl:if>
    </ul>
  </section>
</xsl:template>

<!-- ==== rules, and how it was made ==== -->

<xsl:template name="rules">
  <section id="rules" aria-labelledby="h-rules">
    <h2 id="h-rules">The rules</h2>
    <p class="quiet">Those that applied to at least one fact, as they were written.</p>
    <xsl:for-each select="rules/row">
      <div class="rule" id="rule-{rule}">
        <h3><xsl:value-of select="title"/></h3>
        <p><xsl:value-of select="description"/></p>
        <p class="small quiet">
          <xsl:value-of select="concat(severity, ', ', status)"/>
          <xsl:if test="valid_from != ''">, in force from <xsl:value-of select="valid_from"/></xsl:if>
          <xsl:if test="valid_to != ''"> until before <xsl:value-of select="valid_to"/></xsl:if>
          <xsl:text>; </xsl:text>
          <xsl:call-template name="count"><xsl:with-param name="n" select="breaches"/><xsl:with-param name="one" select="'fact departs'"/><xsl:with-param name="many" select="'facts depart'"/></xsl:call-template>
          <xsl:value-of select="concat(' from it, ', format-number(reviews, '#,##0'), ' to be reviewed, ', format-number(permitted, '#,##0'), ' within it')"/>
        </p>
        <details>
          <summary><xsl:value-of select="concat(file, ', line ', line)"/></summary>
          <pre><xsl:value-of select="text"/></pre>
          <p class="small">SHA-256 <code><xsl:value-of select="sha256"/></code></p>
        </details>
      </div>
    </xsl:for-each>
  </section>
</xsl:template>

<xsl:template name="how-made">
  <section id="made" aria-labelledby="h-made">
    <h2 id="h-made">How this was made</h2>
    <p><xsl:call-template name="made-sentence"/></p>
    <p><xsl:call-template name="grades-note"/></p>
    <p><xsl:call-template name="case-sentence"/></p>
    <dl>
      <xsl:if test="$made">
        <dt>Rules</dt><dd>SHA-256 <code><xsl:value-of select="$made/rules_sha256"/></code></dd>
        <xsl:if test="$made/case_sha256 != ''"><dt>Case</dt><dd>SHA-256 <code><xsl:value-of select="$made/case_sha256"/></code></dd></xsl:if>
        <xsl:if test="$made/custody_head != ''"><dt>Custody chain</dt><dd><xsl:call-template name="custody-head"/><code><xsl:value-of select="$made/custody_head"/></code></dd></xsl:if>
      </xsl:if>
      <xsl:if test="@sha256"><dt>Database</dt><dd>SHA-256 <code><xsl:value-of select="@sha256"/></code></dd></xsl:if>
      <xsl:for-each select="handsets/row"><dt>Handset</dt><dd><xsl:call-template name="handset-sentence"/></dd></xsl:for-each>
      <xsl:for-each select="captures/row">
        <dt>Capture</dt>
        <dd><xsl:call-template name="capture-sentence"/><xsl:if test="sha256 != ''">; SHA-256 <code><xsl:value-of select="sha256"/></code></xsl:if></dd>
      </xsl:for-each>
    </dl>
  </section>
</xsl:template>

</xsl:stylesheet>
