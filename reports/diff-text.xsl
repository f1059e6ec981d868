<?xml version="1.0" encoding="UTF-8"?>
<!-- What changed from database to database, for a terminal: blocks like those of text.xsl. The first line is the answer. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

<xsl:include href="sentence-diff.xsl"/>
<xsl:output method="xml" encoding="UTF-8"/>

<xsl:template name="label">
  <xsl:param name="id"/>
  <b><xsl:value-of select="$say[@id = concat('diff-label-', $id)]"/></b>
</xsl:template>

<xsl:template match="/report">
  <text>
    <xsl:for-each select="$last">
      <p><b><xsl:call-template name="diff-answer"/></b></p>
      <xsl:variable name="why"><xsl:call-template name="diff-why"/></xsl:variable>
      <xsl:if test="$why != ''"><p tone="breach"><xsl:value-of select="$why"/></p></xsl:if>
      <xsl:variable name="but"><xsl:call-template name="diff-but"/></xsl:variable>
      <xsl:if test="$but != ''"><p tone="review"><xsl:value-of select="$but"/></p></xsl:if>
    </xsl:for-each>
    <h><xsl:value-of select="$say[@id = 'diff-compared']"/></h>
    <table>
      <tr>
        <td><xsl:call-template name="label"><xsl:with-param name="id">database</xsl:with-param></xsl:call-template></td>
        <td><xsl:call-template name="label"><xsl:with-param name="id">firmware</xsl:with-param></xsl:call-template></td>
        <td><xsl:call-template name="label"><xsl:with-param name="id">from</xsl:with-param></xsl:call-template></td>
        <td align="right"><xsl:call-template name="label"><xsl:with-param name="id">disclosures</xsl:with-param></xsl:call-template></td>
        <td align="right"><xsl:call-template name="label"><xsl:with-param name="id">without</xsl:with-param></xsl:call-template></td>
        <td align="right"><xsl:call-template name="label"><xsl:with-param name="id">breach</xsl:with-param></xsl:call-template></td>
      </tr>
      <xsl:for-each select="sides/row">
        <tr>
          <td><xsl:value-of select="database"/></td>
          <td><xsl:call-template name="or-dash"><xsl:with-param name="text" select="firmware"/></xsl:call-template></td>
          <td><xsl:value-of select="substring(first_at, 1, 10)"/></td>
          <td align="right"><xsl:call-template name="number"><xsl:with-param name="n" select="disclosures"/></xsl:call-template></td>
          <td align="right"><xsl:call-template name="number"><xsl:with-param name="n" select="without"/></xsl:call-template></td>
          <td align="right"><xsl:call-template name="number"><xsl:with-param name="n" select="breach"/></xsl:call-template></td>
        </tr>
      </xsl:for-each>
    </table>
    <xsl:for-each select="steps/row"><xsl:call-template name="step"/></xsl:for-each>
  </text>
</xsl:template>

<xsl:template name="step">
  <xsl:variable name="rows" select="$report/services/row[step = current()/step]"/>
  <h><xsl:call-template name="diff-heading"/></h>
  <p><b><xsl:call-template name="diff-sum"/></b></p>
  <p><xsl:call-template name="diff-opaque"/></p>
  <xsl:if test="alike = 0"><p tone="review"><xsl:value-of select="$say[@id = 'diff-keys']"/></p></xsl:if>
  <xsl:if test="other_rules = 1"><p tone="review"><xsl:value-of select="$say[@id = 'diff-rules']"/></p></xsl:if>
  <!-- A row without a service has no element of that name: the rows before it tell whether a service is new. -->
  <xsl:for-each select="$rows[position() = 1 or string(service) != string(preceding-sibling::row[1]/service)]">
    <xsl:variable name="service" select="string(service)"/>
    <space/>
    <p><b><xsl:call-template name="service-name"/></b><xsl:if test="owner != ''"> (<xsl:call-template name="alternatives"><xsl:with-param name="list" select="owner"/></xsl:call-template>)</xsl:if></p>
    <table indent="2">
      <xsl:for-each select="$rows[string(service) = $service]"><xsl:call-template name="line"/></xsl:for-each>
    </table>
  </xsl:for-each>
</xsl:template>

<xsl:template name="line">
  <tr>
    <td><xsl:call-template name="diff-kind"/></td>
    <td><xsl:call-template name="diff-what"/></td>
    <td><xsl:call-template name="diff-place"/></td>
    <td><xsl:call-template name="diff-consent"/></td>
    <td><tone of="{verdict_after}"><xsl:call-template name="diff-verdict"/></tone></td>
  </tr>
</xsl:template>

</xsl:stylesheet>
