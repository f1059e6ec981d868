<?xml version="1.0" encoding="UTF-8"?>
<!--
  The report for a terminal. It yields blocks, which layout.c wraps to the width and, where asked, colours:
    h         a heading
    p         words: indent columns from the left, hang more from the second line on
    pre       text to be copied, never wrapped
    table     of tr of td; align="right" for numbers
    space     an empty line
  b is bold, tone of="breach|review|permitted|quiet" is a colour. Colour is never the only sign.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

<xsl:include href="sentence.xsl"/>
<xsl:output method="xml" encoding="UTF-8"/>

<xsl:template match="/report">
  <text>
    <p><b><xsl:call-template name="answer"/></b></p>
    <p><xsl:call-template name="answer-rules"/></p>
    <xsl:variable name="warning"><xsl:call-template name="warning"/></xsl:variable>
    <xsl:if test="$warning != ''"><p tone="breach">Caution: <xsl:value-of select="$warning"/></p></xsl:if>
    <xsl:if test="$countries"><xsl:call-template name="consent-table"/></xsl:if>
    <xsl:if test="findings/row | transfer_findings/row">
      <h>Findings, worst first</h>
      <xsl:for-each select="findings/row | transfer_findings/row">
        <xsl:sort select="rank" data-type="number" order="descending"/>
        <xsl:sort select="first"/>
        <xsl:call-template name="finding"/>
      </xsl:for-each>
      <p><xsl:call-template name="rest-of-findings"/></p>
    </xsl:if>
    <xsl:call-template name="not-seen"/>
    <xsl:call-template name="how-made"/>
    <h>Notices</h>
    <xsl:for-each select="$words/notice">
      <p><xsl:value-of select="."/></p>
    </xsl:for-each>
  </text>
</xsl:template>

<xsl:template name="consent-table">
  <h>Disclosures by country and consent</h>
  <table>
    <tr>
      <td><b>to</b></td>
      <xsl:for-each select="$used-consent"><td align="right"><b><xsl:value-of select="@title"/></b></td></xsl:for-each>
      <td align="right"><b>all</b></td>
    </tr>
    <xsl:for-each select="$countries">
      <xsl:sort select="sum(key('sums-country', string(country))/disclosures)" data-type="number" order="descending"/>
      <xsl:sort select="country"/>
      <xsl:variable name="country" select="string(country)"/>
      <tr>
        <td><xsl:call-template name="country"/></td>
        <xsl:for-each select="$used-consent">
          <xsl:variable name="state" select="@id"/>
          <td align="right">
            <xsl:for-each select="$report">
              <xsl:value-of select="format-number(sum(key('sums-consent', concat($country, ' ', $state))/disclosures), '#,##0')"/>
            </xsl:for-each>
          </td>
        </xsl:for-each>
        <td align="right"><xsl:value-of select="format-number(sum(key('sums-country', $country)/disclosures), '#,##0')"/></td>
      </tr>
    </xsl:for-each>
  </table>
</xsl:template>

<xsl:template name="finding">
  <p hang="2" tone="{verdict}"><xsl:value-of select="position()"/>. <xsl:call-template name="finding-title"/>: <xsl:call-template name="verdict-title"/></p>
  <p indent="2"><xsl:call-template name="finding-sentence"/></p>
  <xsl:if test="country_evidence != ''"><p indent="2" hang="2" tone="quiet">Place: <xsl:value-of select="country_evidence"/></p></xsl:if>
  <p indent="2" hang="2" tone="quiet">
    <xsl:text>Check in </xsl:text><xsl:value-of select="capture"/>
    <xsl:text>, frame </xsl:text><xsl:value-of select="frame"/><xsl:text>:</xsl:text>
  </p>
  <pre indent="4"><xsl:call-template name="filter-frame"/></pre>
  <pre indent="4"><xsl:call-template name="filter-flow"/></pre>
  <space/>
</xsl:template>

<xsl:template name="not-seen">
  <h>What was not seen</h>
  <p><xsl:call-template name="opaque-share"/><xsl:text> </xsl:text><xsl:call-template name="opaque-note"/></p>
  <xsl:if test="opaque/row">
    <table indent="2">
      <tr><td><b>service</b></td><td><b>host</b></td><td><b>place</b></td><td align="right"><b>flows</b></td><td align="right"><b>unread</b></td></tr>
      <xsl:for-each select="opaque/row[position() &lt;= 25]">
        <tr>
          <td><xsl:call-template name="service-name"/></td>
          <td><xsl:call-template name="or-dash"><xsl:with-param name="text" select="host"/></xsl:call-template></td>
          <td><xsl:call-template name="country"/></td>
          <td align="right"><xsl:value-of select="format-number(flows, '#,##0')"/></td>
          <td align="right"><xsl:call-template name="bytes"><xsl:with-param name="n" select="bytes_opaque"/></xsl:call-template></td>
        </tr>
      </xsl:for-each>
    </table>
    <xsl:if test="opaque/row[1]/rows &gt; 25">
      <p indent="2">and <xsl:value-of select="format-number(opaque/row[1]/rows - 25, '#,##0')"/> more</p>
    </xsl:if>
  </xsl:if>
  <xsl:variable name="unplaced"><xsl:call-template name="unplaced-sentence"/></xsl:variable>
  <xsl:if test="$unplaced != ''"><space/><p><xsl:value-of select="$unplaced"/></p></xsl:if>
  <space/>
  <xsl:choose>
    <xsl:when test="losses/row">
      <p>Lost in reading the captures:</p>
      <xsl:for-each select="losses/row"><p indent="2" hang="2">- <xsl:call-template name="loss-sentence"/></p></xsl:for-each>
    </xsl:when>
    <xsl:otherwise><p>Nothing was lost in reading the captures.</p></xsl:otherwise>
  </xsl:choose>
  <xsl:for-each select="faults/row"><p indent="2" hang="2">- <xsl:call-template name="fault-sentence"/></p></xsl:for-each>
  <space/>
  <p>Places rest on:</p>
  <xsl:for-each select="place_sources/row"><p indent="2" hang="2">- <xsl:call-template name="source-sentence"/></p></xsl:for-each>
  <xsl:if test="not(place_sources/row)"><p indent="2">no data set: only on names and on what the case attests</p></xsl:if>
</xsl:template>

<xsl:template name="how-made">
  <h>How this was made</h>
  <p><xsl:call-template name="made-sentence"/></p>
  <p><xsl:call-template name="grades-note"/></p>
  <p><xsl:call-template name="case-sentence"/></p>
  <xsl:if test="$made">
    <p hang="2">Rules: SHA-256 <xsl:value-of select="$made/rules_sha256"/></p>
    <xsl:if test="$made/case_sha256 != ''"><p hang="2">Case: SHA-256 <xsl:value-of select="$made/case_sha256"/></p></xsl:if>
    <xsl:if test="$made/custody_head != ''"><p hang="2">Custody chain: <xsl:call-template name="custody-head"/><xsl:value-of select="$made/custody_head"/></p></xsl:if>
  </xsl:if>
  <xsl:if test="@sha256"><p hang="2">Database: SHA-256 <xsl:value-of select="@sha256"/></p></xsl:if>
  <xsl:for-each select="handsets/row"><p hang="2"><xsl:call-template name="handset-sentence"/></p></xsl:for-each>
  <xsl:for-each select="captures/row">
    <p hang="2"><xsl:call-template name="capture-sentence"/></p>
    <p indent="2" hang="2">SHA-256 <xsl:call-template name="or-dash"><xsl:with-param name="text" select="sha256"/></xsl:call-template></p>
  </xsl:for-each>
</xsl:template>

</xsl:stylesheet>
