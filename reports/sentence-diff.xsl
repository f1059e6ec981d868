<?xml version="1.0" encoding="UTF-8"?>
<!--
  The sentences of phonehome diff: diff-text.xsl and diff-html.xsl both include this file. Their wording is in the catalogues (say.xsl).
  Everything here yields plain text. A row of services is the context of what is called after it.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

<xsl:include href="sentence.xsl"/>

<xsl:variable name="last" select="/report/steps/row[last = 1]"/>

<!-- "3 without consent (before: 18)" -->
<xsl:template name="now-and-before">
  <xsl:param name="id"/>
  <xsl:param name="now"/>
  <xsl:param name="before"/>
  <xsl:call-template name="say">
    <xsl:with-param name="id" select="$id"/>
    <xsl:with-param name="n" select="$now"/>
    <xsl:with-param name="with"><before><xsl:call-template name="number"><xsl:with-param name="n" select="$before"/></xsl:call-template></before></xsl:with-param>
  </xsl:call-template>
</xsl:template>

<!-- The answer: of a step. -->
<xsl:template name="diff-answer">
  <xsl:call-template name="say">
    <xsl:with-param name="id">
      <xsl:choose>
        <xsl:when test="worse = 1">diff-worse</xsl:when>
        <xsl:when test="better = 1">diff-better</xsl:when>
        <xsl:otherwise>diff-same</xsl:otherwise>
      </xsl:choose>
    </xsl:with-param>
    <xsl:with-param name="with">
      <disclosures>
        <xsl:call-template name="now-and-before">
          <xsl:with-param name="id">diff-disclosures</xsl:with-param>
          <xsl:with-param name="now" select="disclosures_after"/><xsl:with-param name="before" select="disclosures_before"/>
        </xsl:call-template>
      </disclosures>
      <without>
        <xsl:call-template name="now-and-before">
          <xsl:with-param name="id">diff-without</xsl:with-param>
          <xsl:with-param name="now" select="without_after"/><xsl:with-param name="before" select="without_before"/>
        </xsl:call-template>
      </without>
      <breach>
        <xsl:call-template name="now-and-before">
          <xsl:with-param name="id">diff-breach</xsl:with-param>
          <xsl:with-param name="now" select="breach_after"/><xsl:with-param name="before" select="breach_before"/>
        </xsl:call-template>
      </breach>
    </xsl:with-param>
  </xsl:call-template>
</xsl:template>

<!-- Why it is called worse, and what departs from a rule beside the disclosures; "" where there is nothing to say. -->
<xsl:template name="diff-why">
  <xsl:if test="without_new &gt; 0">
    <xsl:call-template name="count"><xsl:with-param name="id">diff-without-new</xsl:with-param><xsl:with-param name="n" select="without_new"/></xsl:call-template>
  </xsl:if>
  <xsl:if test="breaches_worse = 1">
    <xsl:if test="without_new &gt; 0"><xsl:value-of select="$words/@space"/></xsl:if>
    <xsl:value-of select="$say[@id = 'diff-breaches-worse']"/>
  </xsl:if>
  <xsl:if test="transfers_breach_after + transfers_breach_before &gt; 0">
    <xsl:if test="without_new &gt; 0 or breaches_worse = 1"><xsl:value-of select="$words/@space"/></xsl:if>
    <xsl:call-template name="now-and-before">
      <xsl:with-param name="id">diff-transfers-breach</xsl:with-param>
      <xsl:with-param name="now" select="transfers_breach_after"/><xsl:with-param name="before" select="transfers_breach_before"/>
    </xsl:call-template>
  </xsl:if>
</xsl:template>

<!-- What a reader must know before "better"; "" where it is all there is to it. -->
<xsl:template name="diff-but">
  <xsl:choose>
    <xsl:when test="flows_after = 0 and disclosures_after = 0">
      <xsl:call-template name="say">
        <xsl:with-param name="id">diff-nothing-judged</xsl:with-param>
        <xsl:with-param name="with"><database><xsl:value-of select="database_after"/></database></xsl:with-param>
      </xsl:call-template>
    </xsl:when>
    <xsl:when test="flows_before = 0 and disclosures_before = 0">
      <xsl:call-template name="say">
        <xsl:with-param name="id">diff-nothing-judged</xsl:with-param>
        <xsl:with-param name="with"><database><xsl:value-of select="database_before"/></database></xsl:with-param>
      </xsl:call-template>
    </xsl:when>
    <xsl:when test="better = 1 and unknown_after &gt; unknown_before">
      <xsl:call-template name="now-and-before">
        <xsl:with-param name="id">diff-less-known</xsl:with-param>
        <xsl:with-param name="now" select="unknown_after"/><xsl:with-param name="before" select="unknown_before"/>
      </xsl:call-template>
    </xsl:when>
  </xsl:choose>
</xsl:template>

<!-- "27 gone, 2 moved, 1 still there": of a step, or of a row of services. -->
<xsl:template name="diff-what">
  <xsl:for-each select="gone[. &gt; 0] | new[. &gt; 0] | moved[. &gt; 0] | consent[. &gt; 0] | still[. &gt; 0]">
    <xsl:if test="position() &gt; 1"><xsl:value-of select="$say[@id = 'comma']"/></xsl:if>
    <xsl:call-template name="count"><xsl:with-param name="id" select="concat('diff-', local-name())"/><xsl:with-param name="n" select="."/></xsl:call-template>
  </xsl:for-each>
</xsl:template>

<!-- The same with what else is counted of a step. -->
<xsl:template name="diff-sum">
  <xsl:variable name="what"><xsl:call-template name="diff-what"/></xsl:variable>
  <xsl:choose>
    <xsl:when test="$what != ''"><xsl:call-template name="say"><xsl:with-param name="id">sentence</xsl:with-param><xsl:with-param name="with"><what><xsl:value-of select="$what"/></what></xsl:with-param></xsl:call-template></xsl:when>
    <xsl:otherwise><xsl:value-of select="$say[@id = 'diff-nothing']"/></xsl:otherwise>
  </xsl:choose>
  <xsl:if test="verdicts &gt; 0">
    <xsl:value-of select="$words/@space"/>
    <xsl:call-template name="count"><xsl:with-param name="id">diff-verdicts</xsl:with-param><xsl:with-param name="n" select="verdicts"/></xsl:call-template>
  </xsl:if>
  <xsl:if test="transfers_moved &gt; 0">
    <xsl:value-of select="$words/@space"/>
    <xsl:call-template name="count"><xsl:with-param name="id">diff-transfers-moved</xsl:with-param><xsl:with-param name="n" select="transfers_moved"/></xsl:call-template>
  </xsl:if>
</xsl:template>

<!-- What must be known about a step before its rows are believed. -->
<xsl:template name="diff-opaque">
  <xsl:call-template name="say">
    <xsl:with-param name="id">diff-opaque</xsl:with-param>
    <xsl:with-param name="with">
      <before><xsl:value-of select="opaque_before"/></before><before_of><xsl:value-of select="flows_before"/></before_of>
      <after><xsl:value-of select="opaque_after"/></after><after_of><xsl:value-of select="flows_after"/></after_of>
    </xsl:with-param>
  </xsl:call-template>
</xsl:template>

<xsl:template name="diff-heading">
  <xsl:call-template name="say">
    <xsl:with-param name="id">diff-from-to</xsl:with-param>
    <xsl:with-param name="with">
      <from><xsl:value-of select="database_before"/></from><to><xsl:value-of select="database_after"/></to>
    </xsl:with-param>
  </xsl:call-template>
</xsl:template>

<!-- ==== a row ==== -->

<xsl:template name="diff-kind">
  <xsl:choose>
    <xsl:when test="kind != ''"><xsl:call-template name="kind"/></xsl:when>
    <xsl:otherwise><xsl:value-of select="$say[@id = 'traffic']"/></xsl:otherwise>
  </xsl:choose>
</xsl:template>

<!-- CN|US/aws/us-west-2 as "China, United States aws/us-west-2" -->
<xsl:template name="diff-places">
  <xsl:param name="list"/>
  <xsl:variable name="first" select="substring-before(concat($list, '|'), '|')"/>
  <xsl:variable name="rest" select="substring-after($list, '|')"/>
  <xsl:choose>
    <xsl:when test="$first = 'local'"><xsl:value-of select="$say[@id = 'a-local-address']"/></xsl:when>
    <xsl:otherwise><xsl:call-template name="country"><xsl:with-param name="id" select="substring-before(concat($first, '/'), '/')"/></xsl:call-template></xsl:otherwise>
  </xsl:choose>
  <xsl:if test="contains($first, '/')"><xsl:value-of select="concat(' ', substring-after($first, '/'))"/></xsl:if>
  <xsl:if test="$rest != ''">
    <xsl:value-of select="$say[@id = 'comma']"/>
    <xsl:call-template name="diff-places"><xsl:with-param name="list" select="$rest"/></xsl:call-template>
  </xsl:if>
</xsl:template>

<xsl:template name="diff-consents">
  <xsl:param name="list"/>
  <xsl:variable name="first" select="substring-before(concat($list, '|'), '|')"/>
  <xsl:variable name="rest" select="substring-after($list, '|')"/>
  <xsl:value-of select="$words/consent[@id = $first]/@title"/>
  <xsl:if test="$rest != ''">
    <xsl:value-of select="$say[@id = 'comma']"/>
    <xsl:call-template name="diff-consents"><xsl:with-param name="list" select="$rest"/></xsl:call-template>
  </xsl:if>
</xsl:template>

<!-- "China → Singapore"; one of them where they are the same, or there is but one. -->
<xsl:template name="from-to">
  <xsl:param name="from"/>
  <xsl:param name="to"/>
  <xsl:choose>
    <xsl:when test="$from = $to or $to = ''"><xsl:call-template name="or-dash"><xsl:with-param name="text" select="$from"/></xsl:call-template></xsl:when>
    <xsl:when test="$from = ''"><xsl:value-of select="$to"/></xsl:when>
    <xsl:otherwise><xsl:value-of select="concat($from, ' &#x2192; ', $to)"/></xsl:otherwise>
  </xsl:choose>
</xsl:template>

<!-- An empty place is one that is not known, unless nothing was there at all. -->
<xsl:template name="diff-place">
  <xsl:call-template name="from-to">
    <xsl:with-param name="from"><xsl:if test="place_before"><xsl:call-template name="diff-places"><xsl:with-param name="list" select="place_before"/></xsl:call-template></xsl:if></xsl:with-param>
    <xsl:with-param name="to"><xsl:if test="place_after"><xsl:call-template name="diff-places"><xsl:with-param name="list" select="place_after"/></xsl:call-template></xsl:if></xsl:with-param>
  </xsl:call-template>
</xsl:template>

<xsl:template name="diff-consent">
  <xsl:call-template name="from-to">
    <xsl:with-param name="from"><xsl:call-template name="diff-consents"><xsl:with-param name="list" select="consent_before"/></xsl:call-template></xsl:with-param>
    <xsl:with-param name="to"><xsl:call-template name="diff-consents"><xsl:with-param name="list" select="consent_after"/></xsl:call-template></xsl:with-param>
  </xsl:call-template>
</xsl:template>

<xsl:template name="diff-verdict">
  <xsl:call-template name="from-to">
    <xsl:with-param name="from"><xsl:if test="verdict_before"><xsl:call-template name="verdict-title"><xsl:with-param name="id" select="verdict_before"/></xsl:call-template></xsl:if></xsl:with-param>
    <xsl:with-param name="to"><xsl:if test="verdict_after"><xsl:call-template name="verdict-title"><xsl:with-param name="id" select="verdict_after"/></xsl:call-template></xsl:if></xsl:with-param>
  </xsl:call-template>
</xsl:template>

</xsl:stylesheet>
