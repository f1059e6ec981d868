<?xml version="1.0" encoding="UTF-8"?>
<!-- What senders say of consent: a section of its own beside the timeline, so that a claim is not mistaken for an act. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

<xsl:variable name="signals-shown" select="25"/>

<xsl:template name="signals">
  <section id="signals" aria-labelledby="h-signals">
    <h2 id="h-signals"><xsl:value-of select="$say[@id = 'h-signals']"/></h2>
    <p class="quiet"><xsl:value-of select="$say[@id = 'signals-note']"/></p>
    <div class="scroll" tabindex="0" role="region" aria-label="{$say[@id = 'signals-caption']}">
      <table>
        <caption><xsl:value-of select="$say[@id = 'signals-caption']"/></caption>
        <thead>
          <tr>
            <th scope="col"><xsl:value-of select="$say[@id = 'column-signal']"/></th>
            <xsl:if test="signals/row/said"><th scope="col"><xsl:value-of select="$say[@id = 'column-says']"/></th></xsl:if>
            <th scope="col"><xsl:value-of select="$say[@id = 'host-column']"/></th>
            <th scope="col"><xsl:value-of select="$say[@id = 'handset']"/></th>
            <th scope="col" class="n"><xsl:value-of select="$say[@id = 'column-times']"/></th>
            <xsl:if test="signals/row/first"><th scope="col"><xsl:value-of select="$say[@id = 'column-first']"/></th></xsl:if>
          </tr>
        </thead>
        <tbody><xsl:for-each select="signals/row[position() &lt;= $signals-shown]"><xsl:call-template name="signal-row"/></xsl:for-each></tbody>
      </table>
    </div>
    <xsl:if test="signals/row[1]/rows &gt; $signals-shown">
      <p class="small"><xsl:call-template name="count"><xsl:with-param name="id">and-more</xsl:with-param><xsl:with-param name="n" select="signals/row[1]/rows - $signals-shown"/></xsl:call-template></p>
    </xsl:if>
  </section>
</xsl:template>

<xsl:template name="signal-row">
  <tr>
    <th scope="row"><xsl:call-template name="signal-title"/></th>
    <xsl:if test="../row/said"><td class="says"><xsl:call-template name="signal-said"/></td></xsl:if>
    <td><span class="host"><xsl:call-template name="or-dash"><xsl:with-param name="text" select="host"/></xsl:call-template></span><xsl:if test="service != ''"><br/><span class="small quiet"><xsl:call-template name="service-name"/></span></xsl:if></td>
    <td><xsl:call-template name="or-dash"><xsl:with-param name="text" select="handset"/></xsl:call-template></td>
    <xsl:call-template name="number-cell"><xsl:with-param name="n" select="times"/></xsl:call-template>
    <xsl:if test="../row/first">
      <td class="time">
        <xsl:value-of select="concat(substring(first, 1, 10), ' ', substring(first, 12, 8))"/>
        <xsl:if test="frame != ''"><br/><span class="small quiet wraps"><xsl:call-template name="say"><xsl:with-param name="id">frame-of</xsl:with-param><xsl:with-param name="with"><frame><xsl:value-of select="frame"/></frame><capture><xsl:value-of select="capture"/></capture></xsl:with-param></xsl:call-template></span></xsl:if>
      </td>
    </xsl:if>
  </tr>
</xsl:template>

</xsl:stylesheet>
