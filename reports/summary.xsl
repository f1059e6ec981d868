<?xml version="1.0" encoding="UTF-8"?>
<!--
  What a scan ends with on a terminal, to be read in ten seconds: the report's answer, what it is worth where there was no case, its table by country and consent (the first twelve), the worst three
  findings, a line each, and what was lost. Blocks as in text.xsl.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

<xsl:include href="sentence.xsl"/>
<xsl:include href="text-counts.xsl"/>
<xsl:output method="xml" encoding="UTF-8"/>

<xsl:template match="/report">
  <text>
    <p><b><xsl:call-template name="answer"/></b></p>
    <p><xsl:call-template name="answer-rules"/></p>
    <xsl:if test="$made and not($made/case_name)"><p><xsl:call-template name="case-sentence"/></p></xsl:if>
    <xsl:if test="sessions/row[1]/keys &gt; 0"><p><xsl:call-template name="sessions-sentence"/></p></xsl:if>
    <xsl:variable name="warning"><xsl:call-template name="warning"/></xsl:variable>
    <xsl:if test="$warning != ''"><p tone="breach"><xsl:value-of select="concat($say[@id = 'caution'], ' ', $warning)"/></p></xsl:if>
    <xsl:if test="$countries"><space/><xsl:call-template name="consent-counts"><xsl:with-param name="most" select="12"/></xsl:call-template></xsl:if>
    <xsl:variable name="told" select="findings/row[verdict = 'breach' or verdict = 'review'] | transfer_findings/row[verdict = 'breach' or verdict = 'review']"/>
    <xsl:if test="$told">
      <space/>
      <xsl:for-each select="$told">
        <xsl:sort select="rank" data-type="number" order="descending"/>
        <xsl:sort select="first"/>
        <xsl:if test="position() &lt;= 3"><xsl:call-template name="finding-line"/></xsl:if>
      </xsl:for-each>
    </xsl:if>
    <xsl:if test="losses/row | faults/row">
      <space/>
      <p><xsl:value-of select="$say[@id = 'h-lost']"/><xsl:value-of select="$say[@id = 'colon']"/></p>
      <xsl:for-each select="losses/row[position() &lt;= 3]"><p indent="2" hang="2">- <xsl:call-template name="loss-sentence"/></p></xsl:for-each>
      <xsl:for-each select="faults/row[position() &lt;= 3]"><p indent="2" hang="2">- <xsl:call-template name="fault-sentence"/></p></xsl:for-each>
      <xsl:variable name="more" select="count(losses/row[position() &gt; 3]) + count(faults/row[position() &gt; 3])"/>
      <xsl:if test="$more &gt; 0"><p indent="2"><xsl:call-template name="count"><xsl:with-param name="id">and-more</xsl:with-param><xsl:with-param name="n" select="$more"/></xsl:call-template></p></xsl:if>
    </xsl:if>
  </text>
</xsl:template>

<!-- "IMEI to China (Mi Account), without consent: departs from the rule; frame 39" -->
<xsl:template name="finding-line">
  <p hang="2" tone="{verdict}">
    <xsl:text>- </xsl:text>
    <xsl:call-template name="say">
      <xsl:with-param name="id"><xsl:choose><xsl:when test="frame != '' and not(type = 'transfer')">finding-line<xsl:call-template name="of-entry"/></xsl:when><xsl:otherwise>finding-line-no-frame</xsl:otherwise></xsl:choose></xsl:with-param>
      <xsl:with-param name="with">
        <what><xsl:call-template name="finding-title"/></what>
        <service><xsl:call-template name="service-name"/></service>
        <consent><xsl:value-of select="$words/consent[@id = current()/consent]/@title"/></consent>
        <verdict><xsl:call-template name="verdict-title"/></verdict>
        <frame><xsl:value-of select="frame"/></frame>
      </xsl:with-param>
    </xsl:call-template>
  </p>
</xsl:template>

</xsl:stylesheet>
