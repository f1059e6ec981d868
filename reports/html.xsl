<?xml version="1.0" encoding="UTF-8"?>
<!--
  The report as one HTML file: nothing is loaded, and without its script nothing is lost. Everything from the database is put in by
  xsl:value-of, which escapes it; never use disable-output-escaping here. Wording is in the catalogues, looks are in html-style.xsl.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

<xsl:include href="sentence.xsl"/>
<xsl:include href="html-style.xsl"/>
<xsl:include href="html-script.xsl"/>
<xsl:include href="html-map.xsl"/>
<xsl:include href="html-timeline.xsl"/>
<xsl:include href="html-signals.xsl"/>
<xsl:include href="html-findings.xsl"/>
<xsl:output method="html" encoding="UTF-8" indent="no" doctype-system="about:legacy-compat"/>

<xsl:template match="/report">
  <html lang="{$words/@lang}">
    <head>
      <meta charset="utf-8"/>
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src '{$script-hash}'; base-uri 'none'; form-action 'none'"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta name="referrer" content="no-referrer"/>
      <meta name="robots" content="noindex"/>
      <title>
        <xsl:if test="not($made/case_name != '')"><xsl:value-of select="$say[@id = 'title']"/></xsl:if>
        <xsl:if test="$made/case_name != ''">
          <xsl:call-template name="say"><xsl:with-param name="id">title-of</xsl:with-param><xsl:with-param name="with"><case><xsl:value-of select="$made/case_name"/></case></xsl:with-param></xsl:call-template>
        </xsl:if>
      </title>
      <xsl:call-template name="style"/>
    </head>
    <body>
      <xsl:call-template name="patterns"/>
      <a class="skip" href="#main"><xsl:value-of select="$say[@id = 'skip']"/></a>
      <header><div class="wrap"><xsl:call-template name="top"/></div></header>
      <main id="main"><div class="wrap">
        <xsl:if test="$countries">
          <xsl:call-template name="consent-by-country"/>
          <xsl:call-template name="map"/>
          <xsl:call-template name="what-left"/>
        </xsl:if>
        <xsl:if test="timeline/row | seen/row"><xsl:call-template name="timeline"/></xsl:if>
        <xsl:if test="signals/row"><xsl:call-template name="signals"/></xsl:if>
        <xsl:if test="findings/row | transfer_findings/row"><xsl:call-template name="findings"/></xsl:if>
        <xsl:if test="service_places/row"><xsl:call-template name="service-places"/></xsl:if>
        <xsl:call-template name="not-seen"/>
        <xsl:if test="rules/row"><xsl:call-template name="rules"/></xsl:if>
        <xsl:call-template name="how-made"/>
      </div></main>
      <footer><div class="wrap">
        <h2><xsl:value-of select="$say[@id = 'h-notices']"/></h2>
        <xsl:for-each select="$words/notice">
          <p>
            <xsl:choose>
              <xsl:when test="@href"><a href="{@href}" rel="noreferrer"><xsl:value-of select="."/></a></xsl:when>
              <xsl:otherwise><xsl:value-of select="."/></xsl:otherwise>
            </xsl:choose>
          </p>
        </xsl:for-each>
      </div></footer>
      <xsl:call-template name="script"/>
    </body>
  </html>
</xsl:template>

<!-- ==== the answer ==== -->

<xsl:template name="top">
  <p class="eyebrow">
    <xsl:value-of select="$say[@id = 'title']"/>
    <xsl:if test="$made/case_name != ''"> · <xsl:value-of select="$made/case_name"/></xsl:if>
    <xsl:if test="$status/first_at != ''">
      <xsl:text> · </xsl:text>
      <xsl:call-template name="say">
        <xsl:with-param name="id"><xsl:choose><xsl:when test="substring($status/first_at, 1, 10) = substring($status/last_at, 1, 10)">captured-on</xsl:when><xsl:otherwise>captured-between</xsl:otherwise></xsl:choose></xsl:with-param>
        <xsl:with-param name="with">
          <from><xsl:call-template name="date"><xsl:with-param name="at" select="$status/first_at"/></xsl:call-template></from>
          <to><xsl:call-template name="date"><xsl:with-param name="at" select="$status/last_at"/></xsl:call-template></to>
        </xsl:with-param>
      </xsl:call-template>
    </xsl:if>
  </p>
  <h1><xsl:call-template name="answer"/></h1>
  <p class="lead"><xsl:call-template name="answer-rules"/></p>
  <xsl:variable name="warning"><xsl:call-template name="warning"/></xsl:variable>
  <xsl:if test="$warning != ''"><p class="caution"><b><xsl:value-of select="$say[@id = 'caution']"/></b><xsl:text> </xsl:text><xsl:value-of select="$warning"/></p></xsl:if>
  <xsl:if test="$answer/disclosures &gt; 0"><xsl:call-template name="tiles"/></xsl:if>
  <nav aria-label="{$say[@id = 'contents']}">
    <ul>
      <xsl:if test="$countries"><li><a href="#consent"><xsl:value-of select="$say[@id = 'nav-consent']"/></a></li><li><a href="#map"><xsl:value-of select="$say[@id = 'h-map']"/></a></li><li><a href="#left"><xsl:value-of select="$say[@id = 'h-left']"/></a></li></xsl:if>
      <xsl:if test="timeline/row | seen/row"><li><a href="#timeline"><xsl:value-of select="$say[@id = 'h-timeline']"/></a></li></xsl:if>
      <xsl:if test="signals/row"><li><a href="#signals"><xsl:value-of select="$say[@id = 'nav-signals']"/></a></li></xsl:if>
      <xsl:if test="findings/row | transfer_findings/row"><li><a href="#findings"><xsl:value-of select="$say[@id = 'nav-findings']"/></a></li></xsl:if>
      <xsl:if test="service_places/row"><li><a href="#places"><xsl:value-of select="$say[@id = 'nav-places']"/></a></li></xsl:if>
      <li><a href="#not-seen"><xsl:value-of select="$say[@id = 'h-not-seen']"/></a></li>
      <li><a href="#made"><xsl:value-of select="$say[@id = 'h-made']"/></a></li>
    </ul>
  </nav>
</xsl:template>

<xsl:template name="tiles">
  <ul class="tiles">
      <li><b><xsl:call-template name="number"><xsl:with-param name="n" select="$answer/disclosures"/></xsl:call-template></b><span>
        <xsl:call-template name="say">
          <xsl:with-param name="id">tile-disclosures</xsl:with-param>
          <xsl:with-param name="n" select="$answer/disclosures"/>
          <xsl:with-param name="with"><times><xsl:call-template name="count"><xsl:with-param name="id">times</xsl:with-param><xsl:with-param name="n" select="$answer/sightings"/></xsl:call-template></times></xsl:with-param>
        </xsl:call-template>
      </span></li>
      <li><b><xsl:call-template name="number"><xsl:with-param name="n" select="$answer/without"/></xsl:call-template></b><span><xsl:value-of select="$say[@id = 'without-consent']"/></span></li>
      <xsl:if test="$answer/unknown &gt; 0">
        <li><b><xsl:call-template name="number"><xsl:with-param name="n" select="$answer/unknown"/></xsl:call-template></b><span><xsl:value-of select="$words/consent[@id = 'unknown']/@title"/></span></li>
      </xsl:if>
      <xsl:if test="$answer/before != ''">
        <li><b><xsl:call-template name="number"><xsl:with-param name="n" select="$answer/before"/></xsl:call-template></b><span><xsl:value-of select="$say[@id = 'tile-before']"/></span></li>
      </xsl:if>
      <li><b><xsl:call-template name="number"><xsl:with-param name="n" select="$answer/breach"/></xsl:call-template></b><span>
        <xsl:choose>
          <xsl:when test="$status/transfers_breach &gt; 0">
            <xsl:call-template name="say">
              <xsl:with-param name="id">tile-depart-and</xsl:with-param>
              <xsl:with-param name="with"><flows><xsl:call-template name="count"><xsl:with-param name="id">transfers</xsl:with-param><xsl:with-param name="n" select="$status/transfers_breach"/></xsl:call-template></flows></xsl:with-param>
            </xsl:call-template>
          </xsl:when>
          <xsl:otherwise><xsl:value-of select="$say[@id = 'tile-depart']"/></xsl:otherwise>
        </xsl:choose>
      </span></li>
      <li><b><xsl:call-template name="number"><xsl:with-param name="n" select="$status/opaque_flows"/></xsl:call-template></b><span>
        <xsl:call-template name="say">
          <xsl:with-param name="id">tile-opaque</xsl:with-param>
          <xsl:with-param name="with"><flows><xsl:call-template name="count"><xsl:with-param name="id">flows</xsl:with-param><xsl:with-param name="n" select="$status/flows"/></xsl:call-template></flows></xsl:with-param>
        </xsl:call-template>
      </span></li>
  </ul>
</xsl:template>

<xsl:template name="number-cell">
  <xsl:param name="n"/>
  <td>
    <xsl:attribute name="class">n<xsl:if test="$n = 0"> zero</xsl:if></xsl:attribute>
    <xsl:call-template name="number"><xsl:with-param name="n" select="$n"/></xsl:call-template>
  </td>
</xsl:template>

<!-- ==== with and without consent ==== -->

<xsl:template name="consent-by-country">
  <section id="consent" aria-labelledby="h-consent">
    <h2 id="h-consent"><xsl:value-of select="$say[@id = 'h-consent']"/></h2>
    <p class="quiet"><xsl:value-of select="$say[@id = 'consent-note']"/></p>
    <ul class="bars" aria-hidden="true">
      <xsl:variable name="most">
        <xsl:for-each select="$countries">
          <xsl:sort select="sum(key('sums-country', concat(country, local &gt; 0))/disclosures)" data-type="number" order="descending"/>
          <xsl:if test="position() = 1"><xsl:value-of select="sum(key('sums-country', concat(country, local &gt; 0))/disclosures)"/></xsl:if>
        </xsl:for-each>
      </xsl:variable>
      <xsl:for-each select="$countries">
        <xsl:sort select="sum(key('sums-country', concat(country, local &gt; 0))/disclosures)" data-type="number" order="descending"/>
        <xsl:sort select="country"/>
        <xsl:if test="position() &lt;= 12">
          <xsl:variable name="rows" select="key('sums-country', concat(country, local &gt; 0))"/>
          <xsl:variable name="all" select="sum($rows/disclosures)"/>
          <li>
            <span><xsl:call-template name="country"/></span>
            <span class="track"><span class="bar" style="width: {format-number($all div $most * 100, '0.##')}%">
              <xsl:call-template name="bar-part"><xsl:with-param name="class" select="'without'"/><xsl:with-param name="n" select="sum($rows/without)"/></xsl:call-template>
              <xsl:call-template name="bar-part"><xsl:with-param name="class" select="'unknown'"/><xsl:with-param name="n" select="sum($rows/unknown)"/></xsl:call-template>
              <xsl:call-template name="bar-part"><xsl:with-param name="class" select="'given'"/><xsl:with-param name="n" select="$all - sum($rows/without) - sum($rows/unknown)"/></xsl:call-template>
            </span></span>
            <span class="n"><xsl:call-template name="number"><xsl:with-param name="n" select="$all"/></xsl:call-template></span>
          </li>
        </xsl:if>
      </xsl:for-each>
    </ul>
    <ul class="key" aria-hidden="true">
      <li><i class="without"></i><xsl:value-of select="$say[@id = 'without-consent']"/></li>
      <li><i class="unknown"></i><xsl:value-of select="$words/consent[@id = 'unknown']/@title"/></li>
      <li><i class="given"></i><xsl:value-of select="$say[@id = 'with-consent']"/></li>
    </ul>
  </section>
</xsl:template>

<xsl:template name="bar-part">
  <xsl:param name="class"/>
  <xsl:param name="n"/>
  <xsl:if test="$n &gt; 0"><i class="{$class}" style="flex: {$n}"></i></xsl:if>
</xsl:template>

<xsl:template name="consent-table">
  <div class="scroll" tabindex="0" role="region" aria-label="{$say[@id = 'by-country-and-consent']}">
    <table>
      <caption><xsl:value-of select="$say[@id = 'by-country-and-consent']"/></caption>
      <thead><tr>
        <th scope="col"><xsl:value-of select="$say[@id = 'country']"/></th>
        <xsl:for-each select="$used-consent"><th scope="col" class="n"><xsl:value-of select="@title"/></th></xsl:for-each>
        <th scope="col" class="n"><xsl:value-of select="$say[@id = 'all']"/></th>
      </tr></thead>
      <tbody>
        <xsl:for-each select="$countries">
          <xsl:sort select="sum(key('sums-country', concat(country, local &gt; 0))/disclosures)" data-type="number" order="descending"/>
          <xsl:sort select="country"/>
          <xsl:variable name="country" select="concat(country, local &gt; 0)"/>
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

<xsl:template name="what-left">
  <section id="left" aria-labelledby="h-left">
    <h2 id="h-left"><xsl:value-of select="$say[@id = 'h-left']"/></h2>
    <div class="scroll" tabindex="0" role="region" aria-label="{$say[@id = 'left-by-kind']}">
      <table>
        <caption><xsl:value-of select="$say[@id = 'left-by-kind']"/></caption>
        <thead><tr><th scope="col"><xsl:value-of select="$say[@id = 'kind']"/></th><th scope="col"><xsl:value-of select="$say[@id = 'to-the-services']"/></th><th scope="col" class="n"><xsl:value-of select="$say[@id = 'column-disclosures']"/></th>
          <th scope="col" class="n"><xsl:value-of select="$say[@id = 'without-consent']"/></th><th scope="col" class="n"><xsl:value-of select="$say[@id = 'column-depart']"/></th></tr></thead>
        <tbody>
          <xsl:for-each select="$kinds">
            <xsl:sort select="sum(key('sums-kind', kind)/disclosures)" data-type="number" order="descending"/>
            <xsl:sort select="kind"/>
            <xsl:variable name="rows" select="key('sums-kind', kind)"/>
            <tr>
              <th scope="row"><xsl:call-template name="kind"/></th>
              <td>
                <xsl:variable name="to" select="$rows[generate-id() = generate-id(key('sums-kind-service', concat(kind, ' ', service))[1])]"/>
                <xsl:call-template name="say">
                  <xsl:with-param name="id"><xsl:choose><xsl:when test="count($to) &gt; 6">and-others</xsl:when><xsl:otherwise>list</xsl:otherwise></xsl:choose></xsl:with-param>
                  <xsl:with-param name="with">
                    <list>
                      <xsl:for-each select="$to[position() &lt;= 6]">
                        <xsl:if test="position() &gt; 1"><xsl:value-of select="$say[@id = 'semicolon']"/></xsl:if>
                        <xsl:call-template name="service-name"/>
                      </xsl:for-each>
                    </list>
                  </xsl:with-param>
                </xsl:call-template>
              </td>
              <xsl:call-template name="number-cell"><xsl:with-param name="n" select="sum($rows/disclosures)"/></xsl:call-template>
              <xsl:call-template name="number-cell"><xsl:with-param name="n" select="sum($rows/without)"/></xsl:call-template>
              <xsl:call-template name="number-cell"><xsl:with-param name="n" select="sum($rows/breach)"/></xsl:call-template>
            </tr>
          </xsl:for-each>
        </tbody>
      </table>
    </div>
    <div class="scroll" tabindex="0" role="region" aria-label="{$say[@id = 'left-by-service']}">
      <table>
        <caption><xsl:value-of select="$say[@id = 'left-by-service']"/></caption>
        <thead><tr><th scope="col"><xsl:value-of select="$say[@id = 'service']"/></th><th scope="col"><xsl:value-of select="$say[@id = 'owner']"/></th><th scope="col"><xsl:value-of select="$say[@id = 'what']"/></th><th scope="col" class="n"><xsl:value-of select="$say[@id = 'column-disclosures']"/></th>
          <th scope="col" class="n"><xsl:value-of select="$say[@id = 'without-consent']"/></th><th scope="col" class="n"><xsl:value-of select="$say[@id = 'column-depart']"/></th></tr></thead>
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
                  <xsl:if test="position() &gt; 1"><xsl:value-of select="$say[@id = 'list-comma']"/></xsl:if>
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

<!-- ==== services and places ==== -->

<xsl:template name="service-places">
  <section id="places" aria-labelledby="h-places">
    <h2 id="h-places"><xsl:value-of select="$say[@id = 'h-places']"/></h2>
    <p class="quiet"><xsl:value-of select="$say[@id = 'places-note']"/></p>
    <div class="scroll" tabindex="0" role="region" aria-label="{$say[@id = 'places-caption']}">
      <table>
        <caption><xsl:value-of select="$say[@id = 'places-caption']"/></caption>
        <thead><tr><th scope="col"><xsl:value-of select="$say[@id = 'service']"/></th><th scope="col"><xsl:value-of select="$say[@id = 'place']"/></th><th scope="col"><xsl:value-of select="$say[@id = 'operator']"/></th><th scope="col" class="n"><xsl:value-of select="$say[@id = 'column-flows']"/></th><th scope="col" class="n"><xsl:value-of select="$say[@id = 'column-sightings']"/></th>
          <th scope="col"><xsl:value-of select="$say[@id = 'column-first']"/></th><th scope="col"><xsl:value-of select="$say[@id = 'column-last']"/></th></tr></thead>
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
    <h2 id="h-not-seen"><xsl:value-of select="$say[@id = 'h-not-seen']"/></h2>
    <p><xsl:call-template name="opaque-share"/><xsl:value-of select="$words/@space"/><xsl:value-of select="$say[@id = 'opaque-note']"/><xsl:call-template name="empty-note"/></p>
    <xsl:if test="opaque/row">
      <div class="scroll" tabindex="0" role="region" aria-label="{$say[@id = 'opaque-caption']}">
        <table>
          <caption>
            <xsl:call-template name="say">
              <xsl:with-param name="id"><xsl:choose><xsl:when test="opaque/row[1]/rows &gt; 25">opaque-caption-part</xsl:when><xsl:otherwise>opaque-caption</xsl:otherwise></xsl:choose></xsl:with-param>
              <xsl:with-param name="n" select="opaque/row[1]/rows"/>
              <xsl:with-param name="with"><shown>25</shown></xsl:with-param>
            </xsl:call-template>
          </caption>
          <thead><tr><th scope="col"><xsl:value-of select="$say[@id = 'host-column']"/></th><th scope="col"><xsl:value-of select="$say[@id = 'service']"/></th><th scope="col"><xsl:value-of select="$say[@id = 'place']"/></th><th scope="col"><xsl:value-of select="$say[@id = 'protocol']"/></th>
            <th scope="col" class="n"><xsl:value-of select="$say[@id = 'column-flows']"/></th><th scope="col" class="n"><xsl:value-of select="$say[@id = 'column-unread']"/></th></tr></thead>
          <tbody>
            <xsl:for-each select="opaque/row[position() &lt;= 25]">
              <tr>
                <th scope="row" class="host"><xsl:choose><xsl:when test="host != ''"><xsl:value-of select="host"/></xsl:when><xsl:otherwise><xsl:value-of select="$say[@id = 'unnamed']"/></xsl:otherwise></xsl:choose></th>
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
    <xsl:variable name="sessions"><xsl:call-template name="sessions-sentence"/></xsl:variable>
    <xsl:if test="$sessions != ''"><p><xsl:value-of select="$sessions"/></p></xsl:if>
    <xsl:if test="blind_spots/row">
      <p><xsl:value-of select="$say[@id = 'blind-note']"/></p>
      <ul><xsl:for-each select="blind_spots/row"><li><xsl:call-template name="blind-spot-sentence"/></li></xsl:for-each></ul>
    </xsl:if>
    <xsl:if test="certificates/row">
      <p><xsl:value-of select="$say[@id = 'certificates-note']"/></p>
      <ul><xsl:for-each select="certificates/row[position() &lt;= 25]"><li><xsl:call-template name="certificate-sentence"/></li></xsl:for-each></ul>
    </xsl:if>
    <xsl:variable name="unplaced"><xsl:call-template name="unplaced-sentence"/></xsl:variable>
    <xsl:if test="$unplaced != ''"><p><xsl:value-of select="$unplaced"/></p></xsl:if>
    <xsl:choose>
      <xsl:when test="losses/row | faults/row">
        <h3><xsl:value-of select="$say[@id = 'h-lost']"/></h3>
        <ul class="plain">
          <xsl:for-each select="losses/row"><li><xsl:call-template name="loss-sentence"/></li></xsl:for-each>
          <xsl:for-each select="faults/row"><li><xsl:call-template name="fault-sentence"/></li></xsl:for-each>
        </ul>
      </xsl:when>
      <xsl:otherwise><p><xsl:value-of select="$say[@id = 'nothing-lost']"/></p></xsl:otherwise>
    </xsl:choose>
    <xsl:variable name="pcapdroid"><xsl:call-template name="note-pcapdroid"/></xsl:variable>
    <xsl:if test="$pcapdroid != ''"><p><xsl:value-of select="$pcapdroid"/></p></xsl:if>
    <xsl:variable name="har"><xsl:call-template name="note-har"/></xsl:variable>
    <xsl:if test="$har != ''"><p><xsl:value-of select="$har"/></p></xsl:if>
    <h3><xsl:value-of select="$say[@id = 'h-sources']"/></h3>
    <ul class="plain">
      <xsl:for-each select="place_sources/row"><li><xsl:call-template name="source-sentence"/></li></xsl:for-each>
      <xsl:if test="not(place_sources/row)"><li><xsl:value-of select="$say[@id = 'no-place-source']"/></li></xsl:if>
    </ul>
  </section>
</xsl:template>

<!-- ==== rules, and how it was made ==== -->

<xsl:template name="rules">
  <section id="rules" aria-labelledby="h-rules">
    <h2 id="h-rules"><xsl:value-of select="$say[@id = 'h-rules']"/></h2>
    <p class="quiet"><xsl:value-of select="$say[@id = 'rules-note']"/></p>
    <xsl:for-each select="rules/row">
      <div class="rule" id="rule-{rule}">
        <h3><xsl:call-template name="as-written"><xsl:with-param name="text" select="title"/></xsl:call-template></h3>
        <p><xsl:call-template name="as-written"><xsl:with-param name="text" select="description"/></xsl:call-template></p>
        <p class="small quiet">
          <xsl:call-template name="rule-facts"/>
        </p>
        <details>
          <summary>
            <xsl:call-template name="say"><xsl:with-param name="id">file-line</xsl:with-param><xsl:with-param name="with"><file><xsl:value-of select="file"/></file><line><xsl:value-of select="line"/></line></xsl:with-param></xsl:call-template>
          </summary>
          <pre><xsl:value-of select="text"/></pre>
          <p class="small">SHA-256 <code><xsl:value-of select="sha256"/></code></p>
        </details>
      </div>
    </xsl:for-each>
  </section>
</xsl:template>

<xsl:template name="rule-facts">
  <xsl:call-template name="say"><xsl:with-param name="id">rule-state</xsl:with-param><xsl:with-param name="with"><severity><xsl:call-template name="severity"/></severity><status><xsl:value-of select="status"/></status></xsl:with-param></xsl:call-template>
  <xsl:if test="valid_from != ''">
    <xsl:value-of select="$say[@id = 'comma']"/>
    <xsl:call-template name="say"><xsl:with-param name="id">in-force-from</xsl:with-param><xsl:with-param name="with"><date><xsl:value-of select="valid_from"/></date></xsl:with-param></xsl:call-template>
  </xsl:if>
  <xsl:if test="valid_to != ''">
    <xsl:value-of select="$say[@id = 'comma']"/>
    <xsl:call-template name="say"><xsl:with-param name="id">in-force-until</xsl:with-param><xsl:with-param name="with"><date><xsl:value-of select="valid_to"/></date></xsl:with-param></xsl:call-template>
  </xsl:if>
  <xsl:value-of select="$say[@id = 'semicolon']"/>
  <xsl:call-template name="say">
    <xsl:with-param name="id">rule-counts</xsl:with-param>
    <xsl:with-param name="n" select="breaches"/>
    <xsl:with-param name="with">
      <review><xsl:call-template name="number"><xsl:with-param name="n" select="reviews"/></xsl:call-template></review>
      <within><xsl:call-template name="number"><xsl:with-param name="n" select="permitted"/></xsl:call-template></within>
    </xsl:with-param>
  </xsl:call-template>
</xsl:template>

<xsl:template name="how-made">
  <section id="made" aria-labelledby="h-made">
    <h2 id="h-made"><xsl:value-of select="$say[@id = 'h-made']"/></h2>
    <p><xsl:call-template name="made-sentence"/></p>
    <p><xsl:call-template name="grades-note"/></p>
    <p><xsl:call-template name="case-sentence"/></p>
    <xsl:if test="$made/packs != ''"><p><xsl:call-template name="packs-sentence"/></p></xsl:if>
    <dl>
      <xsl:if test="$made">
        <dt><xsl:value-of select="$say[@id = 'rules']"/></dt><dd>SHA-256 <code><xsl:value-of select="$made/rules_sha256"/></code></dd>
        <xsl:if test="$made/case_sha256 != ''"><dt><xsl:value-of select="$say[@id = 'case']"/></dt><dd>SHA-256 <code><xsl:value-of select="$made/case_sha256"/></code></dd></xsl:if>
        <xsl:if test="$made/custody_head != ''"><dt><xsl:value-of select="$say[@id = 'custody']"/></dt><dd><xsl:call-template name="custody-head"/><code><xsl:value-of select="$made/custody_head"/></code></dd></xsl:if>
      </xsl:if>
      <xsl:if test="@sha256"><dt><xsl:value-of select="$say[@id = 'database']"/></dt><dd>SHA-256 <code><xsl:value-of select="@sha256"/></code></dd></xsl:if>
      <xsl:for-each select="handsets/row"><dt><xsl:value-of select="$say[@id = 'handset']"/></dt><dd><xsl:call-template name="handset-sentence"/></dd></xsl:for-each>
      <xsl:for-each select="captures/row">
        <dt><xsl:value-of select="$say[@id = 'capture']"/></dt>
        <dd><xsl:call-template name="capture-sentence"/><xsl:if test="sha256 != ''">; SHA-256 <code><xsl:value-of select="sha256"/></code></xsl:if></dd>
      </xsl:for-each>
    </dl>
  </section>
</xsl:template>

<!-- What stands in English in the rules or comes so from the program is marked, so that it is read out as English. -->
<xsl:template name="as-written">
  <xsl:param name="text"/>
  <xsl:choose>
    <xsl:when test="$lang = 'en'"><xsl:value-of select="$text"/></xsl:when>
    <xsl:otherwise><span lang="en"><xsl:value-of select="$text"/></span></xsl:otherwise>
  </xsl:choose>
</xsl:template>

</xsl:stylesheet>
