<?xml version="1.0" encoding="UTF-8"?>
<!--
  What senders say of consent, in words. A signal's sort has a name in the catalogues (signal). What was decoded of it is English as the scanner
  wrote it: pieces between commas, semicolons and colons, each put into the reader's language where the catalogue has it (term), whole or
  by its first word; what it has not (numbers, dates, codes) stays as it is.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

<xsl:template name="signal-title">
  <xsl:variable name="title" select="$words/signal[@id = current()/signal]"/>
  <xsl:value-of select="$title"/>
  <xsl:if test="not($title)"><xsl:value-of select="signal"/></xsl:if>
</xsl:template>

<xsl:template name="signal-said">
  <xsl:param name="text" select="said"/>
  <xsl:choose>
    <xsl:when test="contains($text, '; ')">
      <xsl:call-template name="signal-said"><xsl:with-param name="text" select="substring-before($text, '; ')"/></xsl:call-template>
      <xsl:value-of select="$say[@id = 'semicolon']"/>
      <xsl:call-template name="signal-said"><xsl:with-param name="text" select="substring-after($text, '; ')"/></xsl:call-template>
    </xsl:when>
    <xsl:when test="contains($text, ', ')">
      <xsl:call-template name="signal-said"><xsl:with-param name="text" select="substring-before($text, ', ')"/></xsl:call-template>
      <xsl:value-of select="$say[@id = 'comma']"/>
      <xsl:call-template name="signal-said"><xsl:with-param name="text" select="substring-after($text, ', ')"/></xsl:call-template>
    </xsl:when>
    <xsl:when test="contains($text, ': ')">
      <xsl:call-template name="signal-term"><xsl:with-param name="text" select="substring-before($text, ': ')"/></xsl:call-template>
      <xsl:value-of select="$say[@id = 'colon']"/>
      <xsl:call-template name="signal-said"><xsl:with-param name="text" select="substring-after($text, ': ')"/></xsl:call-template>
    </xsl:when>
    <xsl:otherwise><xsl:call-template name="signal-term"><xsl:with-param name="text" select="$text"/></xsl:call-template></xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="signal-term">
  <xsl:param name="text"/>
  <xsl:variable name="whole" select="$words/term[@id = $text]"/>
  <xsl:variable name="first" select="$words/term[@id = substring-before($text, ' ')]"/>
  <xsl:choose>
    <xsl:when test="$whole"><xsl:value-of select="$whole"/></xsl:when>
    <xsl:when test="$first">
      <xsl:value-of select="concat($first, ' ')"/>
      <xsl:call-template name="signal-term"><xsl:with-param name="text" select="substring-after($text, ' ')"/></xsl:call-template>
    </xsl:when>
    <xsl:when test="contains($text, ' of ') and $words/term[@id = 'of']"><xsl:value-of select="concat(substring-before($text, ' of '), ' ', $words/term[@id = 'of'], ' ', substring-after($text, ' of '))"/></xsl:when>
    <xsl:otherwise><xsl:value-of select="$text"/></xsl:otherwise>
  </xsl:choose>
</xsl:template>

</xsl:stylesheet>
