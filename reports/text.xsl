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
<xsl:include href="text-counts.xsl"/>
<xsl:output method="xml" encoding="UTF-8"/>

<xsl:template match="/report">
  <text>
    <p><b><xsl:call-template name="answer"/></b></p>
    <p><xsl:call-template name="answer-rules"/></p>
    <xsl:variable name="warning"><xsl:call-template name="warning"/></xsl:variable>
    <xsl:if test="$warning != ''"><p tone="breach"><xsl:value-of select="$say[@id = 'caution']"/><xsl:text> </xsl:text><xsl:value-of select="$warning"/></p></xsl:if>
    <xsl:if test="$countries"><xsl:call-template name="consent-table"/></xsl:if>
    <xsl:if test="findings/row | transfer_findings/row">
      <h><xsl:value-of select="$say[@id = 'h-findings']"/></h>
      <xsl:for-each select="findings/row | transfer_findings/row">
        <xsl:sort select="rank" data-type="number" order="descending"/>
        <xsl:sort select="first"/>
        <xsl:call-template name="finding"/>
      </xsl:for-each>
      <p><xsl:call-template name="rest-of-findings"/></p>
    </xsl:if>
    <xsl:if test="signals/row"><xsl:call-template name="signals"/></xsl:if>
    <xsl:call-template name="not-seen"/>
    <xsl:call-template name="how-made"/>
    <h><xsl:value-of select="$say[@id = 'h-notices']"/></h>
    <xsl:for-each select="$words/notice">
      <p><xsl:value-of select="."/></p>
    </xsl:for-each>
  </text>
</xsl:template>

<xsl:template name="consent-table">
  <h><xsl:value-of select="$say[@id = 'by-country-and-consent']"/></h>
  <xsl:call-template name="consent-counts"/>
</xsl:template>

<xsl:template name="finding">
  <p hang="2" tone="{verdict}"><xsl:value-of select="position()"/>. <xsl:call-template name="finding-title"/><xsl:value-of select="$say[@id = 'colon']"/><xsl:call-template name="verdict-title"/></p>
  <p indent="2"><xsl:call-template name="finding-sentence"/></p>
  <xsl:if test="country_evidence != ''">
    <p indent="2" hang="2" tone="quiet"><xsl:call-template name="say"><xsl:with-param name="id">place-line</xsl:with-param><xsl:with-param name="with"><evidence><xsl:value-of select="country_evidence"/></evidence></xsl:with-param></xsl:call-template></p>
  </xsl:if>
  <xsl:if test="frame != ''">
    <p indent="2" hang="2" tone="quiet">
      <xsl:call-template name="say"><xsl:with-param name="id">check-in<xsl:call-template name="of-entry"/></xsl:with-param><xsl:with-param name="with"><capture><xsl:value-of select="capture"/></capture><frame><xsl:value-of select="frame"/></frame></xsl:with-param></xsl:call-template>
    </p>
    <xsl:if test="not(unit = 'entry')">
      <pre indent="4"><xsl:call-template name="filter-frame"/></pre>
      <pre indent="4"><xsl:call-template name="filter-flow"/></pre>
    </xsl:if>
  </xsl:if>
  <space/>
</xsl:template>

<!-- "Global Privacy Control: yes", and beneath it where, how often and since when. -->
<xsl:template name="signals">
  <h><xsl:value-of select="$say[@id = 'h-signals']"/></h>
  <p><xsl:value-of select="$say[@id = 'signals-note']"/></p>
  <space/>
  <xsl:for-each select="signals/row[position() &lt;= 25]">
    <p hang="2"><xsl:text>- </xsl:text><xsl:call-template name="signal-title"/><xsl:if test="said != ''"><xsl:value-of select="$say[@id = 'colon']"/><xsl:call-template name="signal-said"/></xsl:if></p>
    <p indent="2" hang="2" tone="quiet">
      <xsl:call-template name="say">
        <xsl:with-param name="id"><xsl:choose><xsl:when test="first != ''">signal-where</xsl:when><xsl:otherwise>signal-where-untimed</xsl:otherwise></xsl:choose></xsl:with-param>
        <xsl:with-param name="with">
          <host><xsl:call-template name="or-dash"><xsl:with-param name="text" select="host"/></xsl:call-template></host>
          <handset><xsl:value-of select="handset"/></handset>
          <times><xsl:call-template name="count"><xsl:with-param name="id">times</xsl:with-param><xsl:with-param name="n" select="times"/></xsl:call-template></times>
          <first><xsl:call-template name="time"><xsl:with-param name="at" select="first"/></xsl:call-template></first>
        </xsl:with-param>
      </xsl:call-template>
      <xsl:if test="frame != ''">
        <xsl:value-of select="$say[@id = 'comma']"/>
        <xsl:call-template name="say"><xsl:with-param name="id">frame-of</xsl:with-param><xsl:with-param name="with"><frame><xsl:value-of select="frame"/></frame><capture><xsl:value-of select="capture"/></capture></xsl:with-param></xsl:call-template>
      </xsl:if>
    </p>
  </xsl:for-each>
  <xsl:if test="signals/row[1]/rows &gt; 25">
    <p><xsl:call-template name="count"><xsl:with-param name="id">and-more</xsl:with-param><xsl:with-param name="n" select="signals/row[1]/rows - 25"/></xsl:call-template></p>
  </xsl:if>
</xsl:template>

<xsl:template name="not-seen">
  <h><xsl:value-of select="$say[@id = 'h-not-seen']"/></h>
  <p><xsl:call-template name="opaque-share"/><xsl:value-of select="$words/@space"/><xsl:value-of select="$say[@id = 'opaque-note']"/><xsl:call-template name="empty-note"/></p>
  <xsl:if test="opaque/row">
    <table indent="2">
      <tr>
        <td><b><xsl:value-of select="$say[@id = 'service']"/></b></td><td><b><xsl:value-of select="$say[@id = 'host-column']"/></b></td><td><b><xsl:value-of select="$say[@id = 'place']"/></b></td>
        <td align="right"><b><xsl:value-of select="$say[@id = 'column-flows']"/></b></td><td align="right"><b><xsl:value-of select="$say[@id = 'column-unread']"/></b></td>
      </tr>
      <xsl:for-each select="opaque/row[position() &lt;= 25]">
        <tr>
          <td><xsl:call-template name="service-name"/></td>
          <td>
            <xsl:value-of select="host"/>
            <xsl:if test="not(host)"><xsl:value-of select="$say[@id = 'unnamed']"/><xsl:if test="protocol != '' and protocol != 'Unknown'"><xsl:value-of select="concat($say[@id = 'list-comma'], protocol)"/></xsl:if></xsl:if>
          </td>
          <td><xsl:call-template name="country"/></td>
          <td align="right"><xsl:call-template name="number"><xsl:with-param name="n" select="flows"/></xsl:call-template></td>
          <td align="right"><xsl:call-template name="bytes"><xsl:with-param name="n" select="bytes_opaque"/></xsl:call-template></td>
        </tr>
      </xsl:for-each>
    </table>
    <xsl:if test="opaque/row[1]/rows &gt; 25">
      <p indent="2"><xsl:call-template name="count"><xsl:with-param name="id">and-more</xsl:with-param><xsl:with-param name="n" select="opaque/row[1]/rows - 25"/></xsl:call-template></p>
    </xsl:if>
  </xsl:if>
  <xsl:variable name="sessions"><xsl:call-template name="sessions-sentence"/></xsl:variable>
  <xsl:if test="$sessions != ''"><space/><p><xsl:value-of select="$sessions"/></p></xsl:if>
  <xsl:if test="blind_spots/row">
    <space/><p><xsl:value-of select="$say[@id = 'blind-note']"/></p>
    <xsl:for-each select="blind_spots/row"><p indent="2" hang="2">- <xsl:call-template name="blind-spot-sentence"/></p></xsl:for-each>
  </xsl:if>
  <xsl:if test="certificates/row">
    <space/><p><xsl:value-of select="$say[@id = 'certificates-note']"/></p>
    <xsl:for-each select="certificates/row[position() &lt;= 25]"><p indent="2" hang="2">- <xsl:call-template name="certificate-sentence"/></p></xsl:for-each>
  </xsl:if>
  <xsl:variable name="unplaced"><xsl:call-template name="unplaced-sentence"/></xsl:variable>
  <xsl:if test="$unplaced != ''"><space/><p><xsl:value-of select="$unplaced"/></p></xsl:if>
  <space/>
  <xsl:choose>
    <xsl:when test="losses/row">
      <p><xsl:value-of select="$say[@id = 'h-lost']"/><xsl:value-of select="$say[@id = 'colon']"/></p>
      <xsl:for-each select="losses/row"><p indent="2" hang="2">- <xsl:call-template name="loss-sentence"/></p></xsl:for-each>
    </xsl:when>
    <xsl:otherwise><p><xsl:value-of select="$say[@id = 'nothing-lost']"/></p></xsl:otherwise>
  </xsl:choose>
  <xsl:for-each select="faults/row"><p indent="2" hang="2">- <xsl:call-template name="fault-sentence"/></p></xsl:for-each>
  <xsl:variable name="pcapdroid"><xsl:call-template name="note-pcapdroid"/></xsl:variable>
  <xsl:if test="$pcapdroid != ''"><space/><p><xsl:value-of select="$pcapdroid"/></p></xsl:if>
  <xsl:variable name="har"><xsl:call-template name="note-har"/></xsl:variable>
  <xsl:if test="$har != ''"><space/><p><xsl:value-of select="$har"/></p></xsl:if>
  <space/>
  <p><xsl:value-of select="$say[@id = 'h-sources']"/><xsl:value-of select="$say[@id = 'colon']"/></p>
  <xsl:for-each select="place_sources/row"><p indent="2" hang="2">- <xsl:call-template name="source-sentence"/></p></xsl:for-each>
  <xsl:if test="not(place_sources/row)"><p indent="2"><xsl:value-of select="$say[@id = 'no-place-source']"/></p></xsl:if>
</xsl:template>

<xsl:template name="how-made">
  <h><xsl:value-of select="$say[@id = 'h-made']"/></h>
  <p><xsl:call-template name="made-sentence"/></p>
  <p><xsl:call-template name="grades-note"/></p>
  <p><xsl:call-template name="case-sentence"/></p>
  <xsl:if test="$made/packs != ''"><p><xsl:call-template name="packs-sentence"/></p></xsl:if>
  <xsl:if test="$made">
    <p hang="2"><xsl:value-of select="$say[@id = 'rules']"/><xsl:value-of select="$say[@id = 'colon']"/>SHA-256 <xsl:value-of select="$made/rules_sha256"/></p>
    <xsl:if test="$made/case_sha256 != ''"><p hang="2"><xsl:value-of select="$say[@id = 'case']"/><xsl:value-of select="$say[@id = 'colon']"/>SHA-256 <xsl:value-of select="$made/case_sha256"/></p></xsl:if>
    <xsl:if test="$made/custody_head != ''"><p hang="2"><xsl:value-of select="$say[@id = 'custody']"/><xsl:value-of select="$say[@id = 'colon']"/><xsl:call-template name="custody-head"/><xsl:value-of select="$made/custody_head"/></p></xsl:if>
  </xsl:if>
  <xsl:if test="@sha256"><p hang="2"><xsl:value-of select="$say[@id = 'database']"/><xsl:value-of select="$say[@id = 'colon']"/>SHA-256 <xsl:value-of select="@sha256"/></p></xsl:if>
  <xsl:for-each select="handsets/row"><p hang="2"><xsl:call-template name="handset-sentence"/></p></xsl:for-each>
  <xsl:for-each select="captures/row">
    <p hang="2"><xsl:call-template name="capture-sentence"/></p>
    <p indent="2" hang="2">SHA-256 <xsl:call-template name="or-dash"><xsl:with-param name="text" select="sha256"/></xsl:call-template></p>
  </xsl:for-each>
</xsl:template>

</xsl:stylesheet>
