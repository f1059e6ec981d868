<?xml version="1.0" encoding="UTF-8"?>
<!--
  What changed from database to database as one HTML file: no script, nothing loaded. Everything from the databases is put in by
  xsl:value-of, which escapes it. Wording is in sentence-diff.xsl and the catalogues, looks are in html-style.xsl.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

<xsl:include href="sentence-diff.xsl"/>
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
      <title><xsl:value-of select="$say[@id = 'diff-title']"/></title>
      <xsl:call-template name="style"/>
    </head>
    <body>
      <header><div class="wrap">
        <p class="eyebrow"><xsl:value-of select="$say[@id = 'diff-title']"/></p>
        <xsl:for-each select="$last">
          <h1><xsl:call-template name="diff-answer"/></h1>
          <xsl:variable name="why"><xsl:call-template name="diff-why"/></xsl:variable>
          <xsl:if test="$why != ''"><p class="caution"><xsl:value-of select="$why"/></p></xsl:if>
          <xsl:variable name="but"><xsl:call-template name="diff-but"/></xsl:variable>
          <xsl:if test="$but != ''"><p class="caution"><xsl:value-of select="$but"/></p></xsl:if>
        </xsl:for-each>
      </div></header>
      <main><div class="wrap">
        <xsl:call-template name="sides"/>
        <xsl:for-each select="steps/row"><xsl:call-template name="step"/></xsl:for-each>
      </div></main>
    </body>
  </html>
</xsl:template>

<xsl:template name="label">
  <xsl:param name="id"/>
  <xsl:value-of select="$say[@id = concat('diff-label-', $id)]"/>
</xsl:template>

<xsl:template name="number-cell">
  <xsl:param name="n"/>
  <td>
    <xsl:attribute name="class">n<xsl:if test="$n = 0"> zero</xsl:if></xsl:attribute>
    <xsl:call-template name="number"><xsl:with-param name="n" select="$n"/></xsl:call-template>
  </td>
</xsl:template>

<xsl:template name="sides">
  <section>
    <h2><xsl:value-of select="$say[@id = 'diff-compared']"/></h2>
    <div class="scroll" tabindex="0"><table>
      <thead><tr>
        <th scope="col"><xsl:call-template name="label"><xsl:with-param name="id">database</xsl:with-param></xsl:call-template></th>
        <th scope="col"><xsl:call-template name="label"><xsl:with-param name="id">firmware</xsl:with-param></xsl:call-template></th>
        <th scope="col"><xsl:call-template name="label"><xsl:with-param name="id">from</xsl:with-param></xsl:call-template></th>
        <th scope="col" class="n"><xsl:call-template name="label"><xsl:with-param name="id">disclosures</xsl:with-param></xsl:call-template></th>
        <th scope="col" class="n"><xsl:call-template name="label"><xsl:with-param name="id">without</xsl:with-param></xsl:call-template></th>
        <th scope="col" class="n"><xsl:call-template name="label"><xsl:with-param name="id">breach</xsl:with-param></xsl:call-template></th>
      </tr></thead>
      <tbody><xsl:for-each select="sides/row"><tr>
        <th scope="row"><xsl:value-of select="database"/><br/><code class="small"><xsl:value-of select="sha256"/></code></th>
        <td><xsl:call-template name="or-dash"><xsl:with-param name="text" select="firmware"/></xsl:call-template></td>
        <td class="time"><xsl:value-of select="substring(first_at, 1, 10)"/></td>
        <xsl:call-template name="number-cell"><xsl:with-param name="n" select="disclosures"/></xsl:call-template>
        <xsl:call-template name="number-cell"><xsl:with-param name="n" select="without"/></xsl:call-template>
        <xsl:call-template name="number-cell"><xsl:with-param name="n" select="breach"/></xsl:call-template>
      </tr></xsl:for-each></tbody>
    </table></div>
  </section>
</xsl:template>

<xsl:template name="step">
  <section>
    <h2><xsl:call-template name="diff-heading"/></h2>
    <p><b><xsl:call-template name="diff-sum"/></b></p>
    <p class="quiet"><xsl:call-template name="diff-opaque"/></p>
    <xsl:if test="alike = 0"><p class="caution"><xsl:value-of select="$say[@id = 'diff-keys']"/></p></xsl:if>
    <xsl:if test="other_rules = 1"><p class="caution"><xsl:value-of select="$say[@id = 'diff-rules']"/></p></xsl:if>
    <xsl:variable name="rows" select="$report/services/row[step = current()/step]"/>
    <xsl:if test="$rows">
      <div class="scroll" tabindex="0"><table>
        <thead><tr>
          <th scope="col"><xsl:call-template name="label"><xsl:with-param name="id">service</xsl:with-param></xsl:call-template></th>
          <th scope="col"><xsl:call-template name="label"><xsl:with-param name="id">datum</xsl:with-param></xsl:call-template></th>
          <th scope="col"><xsl:call-template name="label"><xsl:with-param name="id">what</xsl:with-param></xsl:call-template></th>
          <th scope="col"><xsl:call-template name="label"><xsl:with-param name="id">place</xsl:with-param></xsl:call-template></th>
          <th scope="col"><xsl:call-template name="label"><xsl:with-param name="id">consent</xsl:with-param></xsl:call-template></th>
          <th scope="col"><xsl:call-template name="label"><xsl:with-param name="id">rules</xsl:with-param></xsl:call-template></th>
        </tr></thead>
        <tbody><xsl:for-each select="$rows"><tr>
          <!-- The rows of one service follow each other and share its name. -->
          <xsl:variable name="named" select="position() = 1 or string(service) != string(preceding-sibling::row[1]/service)"/>
          <xsl:if test="not($named)"><xsl:attribute name="class">more</xsl:attribute></xsl:if>
          <xsl:if test="$named">
            <th scope="rowgroup" rowspan="{count($rows[string(service) = string(current()/service)])}"><xsl:call-template name="service-name"/></th>
          </xsl:if>
          <td><xsl:call-template name="diff-kind"/></td>
          <td><xsl:call-template name="diff-what"/></td>
          <td><xsl:call-template name="diff-place"/></td>
          <td><xsl:call-template name="diff-consent"/></td>
          <td><span class="badge {verdict_after}"><xsl:call-template name="diff-verdict"/></span></td>
        </tr></xsl:for-each></tbody>
      </table></div>
    </xsl:if>
  </section>
</xsl:template>

</xsl:stylesheet>
