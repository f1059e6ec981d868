<?xml version="1.0" encoding="UTF-8"?>
<!--
  phonehome explain: one fact, and why each rule judges it as it does. The queries are those of explain/. What a finding says stands
  in sentence.xsl, what a clause says was worded by the judge; here they are put in order, as blocks like those of text.xsl.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

<xsl:include href="sentence.xsl"/>
<xsl:output method="xml" encoding="UTF-8"/>

<xsl:template match="/report">
  <text>
    <xsl:for-each select="facts/row"><xsl:call-template name="explain-fact"/></xsl:for-each>
    <xsl:for-each select="judgements/row"><xsl:call-template name="explain-judgement"/></xsl:for-each>
    <xsl:if test="not(judgements/row)"><h>Verdict</h><p><xsl:call-template name="finding-rule"/></p></xsl:if>
    <xsl:for-each select="facts/row"><xsl:call-template name="explain-consent"/></xsl:for-each>
    <h>Where it went</h>
    <xsl:for-each select="levels/row"><p hang="2"><xsl:call-template name="level-sentence"/></p></xsl:for-each>
    <xsl:for-each select="place/row"><xsl:call-template name="explain-place"/></xsl:for-each>
  </text>
</xsl:template>

<xsl:template name="explain-fact">
  <p><b><xsl:call-template name="finding-title"/></b></p>
  <p><xsl:call-template name="finding-fact"/></p>
  <xsl:variable name="sure"><xsl:call-template name="finding-sure"/></xsl:variable>
  <space/>
  <xsl:if test="$sure != ''"><p><xsl:value-of select="$sure"/></p></xsl:if>
  <xsl:if test="step != ''"><p hang="2">Done last before it: <xsl:value-of select="step"/></p></xsl:if>
  <h>Where it stood</h>
  <p hang="2">Capture <xsl:value-of select="capture"/>, <xsl:choose><xsl:when test="unit = 'entry'">entry</xsl:when><xsl:otherwise>frame</xsl:otherwise></xsl:choose><xsl:text> </xsl:text><xsl:value-of select="frame"/></p>
  <p hang="2">SHA-256 <xsl:call-template name="or-dash"><xsl:with-param name="text" select="sha256"/></xsl:call-template></p>
  <xsl:if test="path != ''">
    <p hang="2">
      <xsl:value-of select="concat('Path ', path, ', ', length, ' bytes from byte ', offset, ' of the message')"/>
    </p>
  </xsl:if>
  <xsl:if test="not(unit = 'entry')">
    <pre indent="2"><xsl:call-template name="filter-frame"/></pre>
    <pre indent="2"><xsl:call-template name="filter-flow"/></pre>
  </xsl:if>
</xsl:template>

<xsl:template name="explain-judgement">
  <xsl:variable name="id" select="finding_id"/>
  <h>Finding <xsl:value-of select="$id"/>: <xsl:call-template name="verdict-title"/></h>
  <p tone="{verdict}"><xsl:call-template name="finding-rule"/></p>
  <xsl:for-each select="/report/clauses/row[finding_id = $id]">
    <p indent="2" hang="2"><b><xsl:value-of select="name"/></b>, <xsl:value-of select="outcome"/>: <xsl:value-of select="reason"/></p>
  </xsl:for-each>
  <xsl:if test="grade != ''">
    <p>It rests on evidence of grade <xsl:value-of select="grade"/>: <xsl:value-of select="$words/grade[@id = current()/grade]"/>.</p>
  </xsl:if>
  <p hang="2">Rule text: <xsl:value-of select="concat(file, ':', line, ', SHA-256 ', sha256)"/></p>
  <xsl:if test="falsepositives != ''">
    <p>Known to mislead:</p>
    <xsl:call-template name="lines"><xsl:with-param name="text" select="falsepositives"/></xsl:call-template>
  </xsl:if>
</xsl:template>

<xsl:template name="lines">
  <xsl:param name="text"/>
  <xsl:variable name="rest" select="substring-after($text, '&#10;')"/>
  <p indent="2" hang="2">- <xsl:value-of select="substring-before(concat($text, '&#10;'), '&#10;')"/></p>
  <xsl:if test="$rest != ''">
    <xsl:call-template name="lines"><xsl:with-param name="text" select="$rest"/></xsl:call-template>
  </xsl:if>
</xsl:template>

<xsl:template name="explain-consent">
  <h>Consent</h>
  <p>
    <xsl:call-template name="capital"><xsl:with-param name="text" select="string($words/consent[@id = current()/consent])"/></xsl:call-template>
    <xsl:text>. </xsl:text><xsl:value-of select="consent_reason"/>
  </p>
  <xsl:for-each select="/report/events/row">
    <p hang="2">
      <xsl:value-of select="concat('Event ', number, ' of the case, ')"/>
      <xsl:call-template name="time"/><xsl:text>: </xsl:text><xsl:call-template name="event-sentence"/>
      <xsl:value-of select="concat('; ', file, ':', line)"/>
    </p>
    <xsl:if test="evidence != ''"><xsl:call-template name="lines"><xsl:with-param name="text" select="evidence"/></xsl:call-template></xsl:if>
  </xsl:for-each>
  <p><xsl:call-template name="case-sentence"/></p>
</xsl:template>

<xsl:template name="level-sentence">
  <xsl:variable name="name"><xsl:call-template name="capital"><xsl:with-param name="text" select="string(level)"/></xsl:call-template></xsl:variable>
  <b><xsl:value-of select="$name"/></b>
  <xsl:text>: </xsl:text>
  <xsl:choose>
    <xsl:when test="not(value)">not known</xsl:when>
    <xsl:otherwise>
      <xsl:value-of select="concat(value, ', grade ', grade)"/>
      <xsl:if test="evidence != ''"><xsl:value-of select="concat(': ', evidence)"/></xsl:if>
    </xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="explain-place">
  <p hang="2">
    <xsl:value-of select="concat('Address ', server_ip)"/>
    <xsl:if test="not(server_ip)">not known</xsl:if>
    <xsl:if test="as_number != ''"><xsl:value-of select="concat(', AS', as_number)"/></xsl:if>
    <xsl:if test="as_name != ''"><xsl:value-of select="concat(' ', as_name)"/></xsl:if>
    <xsl:variable name="class" select="$words/class[@id = current()/place_class]"/>
    <xsl:if test="$class"><xsl:value-of select="concat(', ', $class)"/></xsl:if>
  </p>
  <xsl:if test="candidates != ''"><p hang="2">Names that fit the address: <xsl:value-of select="candidates"/></p></xsl:if>
  <xsl:if test="data_date != ''">
    <p>
      <xsl:value-of select="concat('The oldest data it rests on are of ', data_date)"/>
      <xsl:if test="stale = 1">, more than 12 months from the capture, and count one grade less</xsl:if>
      <xsl:text>.</xsl:text>
    </p>
  </xsl:if>
  <p tone="quiet"><xsl:call-template name="grades-note"/></p>
</xsl:template>

</xsl:stylesheet>
