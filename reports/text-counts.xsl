<?xml version="1.0" encoding="UTF-8"?>
<!-- Tables of counts for a terminal, as blocks of text.xsl: the report and the end of a scan have them. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

<xsl:template name="consent-counts">
  <table>
    <tr>
      <td><b><xsl:value-of select="$say[@id = 'to']"/></b></td>
      <xsl:for-each select="$used-consent"><td align="right"><b><xsl:value-of select="@title"/></b></td></xsl:for-each>
      <td align="right"><b><xsl:value-of select="$say[@id = 'all']"/></b></td>
    </tr>
    <xsl:for-each select="$countries">
      <xsl:sort select="sum(key('sums-country', concat(country, local &gt; 0))/disclosures)" data-type="number" order="descending"/>
      <xsl:sort select="country"/>
      <xsl:variable name="country" select="concat(country, local &gt; 0)"/>
      <tr>
        <td><xsl:call-template name="country"/></td>
        <xsl:for-each select="$used-consent">
          <xsl:variable name="state" select="@id"/>
          <td align="right">
            <xsl:for-each select="$report">
              <xsl:call-template name="number"><xsl:with-param name="n" select="sum(key('sums-consent', concat($country, ' ', $state))/disclosures)"/></xsl:call-template>
            </xsl:for-each>
          </td>
        </xsl:for-each>
        <td align="right"><xsl:call-template name="number"><xsl:with-param name="n" select="sum(key('sums-country', $country)/disclosures)"/></xsl:call-template></td>
      </tr>
    </xsl:for-each>
  </table>
</xsl:template>

</xsl:stylesheet>
