<?xml version="1.0" encoding="UTF-8"?>
<!-- Tables of counts for a terminal, as blocks of text.xsl: the report and the end of a scan have them. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:set="http://xmlsoft.org/XSLT/namespace"
    exclude-result-prefixes="set">

<!-- most: the rows shown, those with most disclosures; one more row is the sum of the others. -->
<xsl:template name="consent-counts">
  <xsl:param name="most" select="count($countries)"/>
  <xsl:variable name="rows">
    <xsl:for-each select="$countries">
      <xsl:sort select="sum(key('sums-country', concat(country, local &gt; 0))/disclosures)" data-type="number" order="descending"/>
      <xsl:sort select="country"/>
      <row><to><xsl:call-template name="country"/></to><xsl:call-template name="consent-cells"/></row>
    </xsl:for-each>
  </xsl:variable>
  <xsl:variable name="others" select="set:node-set($rows)/row[position() &gt; $most]"/>
  <table>
    <tr>
      <td><b><xsl:value-of select="$say[@id = 'to']"/></b></td>
      <xsl:for-each select="$used-consent"><td align="right"><b><xsl:value-of select="@title"/></b></td></xsl:for-each>
      <td align="right"><b><xsl:value-of select="$say[@id = 'all']"/></b></td>
    </tr>
    <xsl:for-each select="set:node-set($rows)/row[position() &lt;= $most]">
      <tr>
        <td><xsl:value-of select="to"/></td>
        <xsl:for-each select="n"><td align="right"><xsl:call-template name="number"><xsl:with-param name="n" select="."/></xsl:call-template></td></xsl:for-each>
      </tr>
    </xsl:for-each>
    <xsl:if test="$others">
      <tr>
        <td><xsl:call-template name="count"><xsl:with-param name="id">and-more</xsl:with-param><xsl:with-param name="n" select="count($others)"/></xsl:call-template></td>
        <xsl:for-each select="$others[1]/n">
          <xsl:variable name="column" select="position()"/>
          <td align="right"><xsl:call-template name="number"><xsl:with-param name="n" select="sum($others/n[$column])"/></xsl:call-template></td>
        </xsl:for-each>
      </tr>
    </xsl:if>
  </table>
</xsl:template>

<!-- Of a country's row: its disclosures under each state of consent that occurs, and all of them. -->
<xsl:template name="consent-cells">
  <xsl:variable name="country" select="concat(country, local &gt; 0)"/>
  <xsl:for-each select="$used-consent">
    <xsl:variable name="state" select="@id"/>
    <xsl:for-each select="$report"><n><xsl:value-of select="sum(key('sums-consent', concat($country, ' ', $state))/disclosures)"/></n></xsl:for-each>
  </xsl:for-each>
  <n><xsl:value-of select="sum(key('sums-country', $country)/disclosures)"/></n>
</xsl:template>

</xsl:stylesheet>
