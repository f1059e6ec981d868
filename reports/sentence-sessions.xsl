<?xml version="1.0" encoding="UTF-8"?>
<!-- What is said of sessions of TLS and QUIC: how many were decrypted, why others were not, and what stayed hidden. Plain text. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

<!-- "12 no key, 1 bytes are missing" -->
<xsl:template name="session-failures">
  <xsl:for-each select="/report/sessions/row[end != 'read']">
    <xsl:if test="position() &gt; 1"><xsl:value-of select="$say[@id = 'comma']"/></xsl:if>
    <xsl:variable name="end" select="end"/>
    <xsl:call-template name="say">
      <xsl:with-param name="id"><xsl:value-of select="concat('session-', $end)"/></xsl:with-param>
      <xsl:with-param name="n" select="sessions"/>
    </xsl:call-template>
  </xsl:for-each>
</xsl:template>

<!-- Empty where there were no sessions. -->
<xsl:template name="sessions-sentence">
  <xsl:variable name="all" select="/report/sessions/row[1]"/>
  <xsl:variable name="failures"><xsl:call-template name="session-failures"/></xsl:variable>
  <xsl:if test="$all">
    <xsl:call-template name="say">
      <xsl:with-param name="id">sessions-keys</xsl:with-param>
      <xsl:with-param name="n" select="$all/keys"/>
      <xsl:with-param name="with">
        <decrypted><xsl:call-template name="number"><xsl:with-param name="n" select="$all/all_decrypted"/></xsl:call-template></decrypted>
        <sessions><xsl:call-template name="number"><xsl:with-param name="n" select="$all/all_sessions"/></xsl:call-template></sessions>
      </xsl:with-param>
    </xsl:call-template>
    <xsl:if test="$failures != ''">
      <xsl:value-of select="$words/@space"/>
      <xsl:call-template name="say">
        <xsl:with-param name="id">sessions-failed</xsl:with-param>
        <xsl:with-param name="with"><why><xsl:value-of select="$failures"/></why></xsl:with-param>
      </xsl:call-template>
    </xsl:if>
  </xsl:if>
</xsl:template>

<!-- Of a row of blind_spots. -->
<xsl:template name="blind-spot-sentence">
  <xsl:variable name="kind" select="kind"/>
  <xsl:call-template name="say">
    <xsl:with-param name="id"><xsl:value-of select="concat('blind-', $kind)"/></xsl:with-param>
    <xsl:with-param name="n" select="flows"/>
    <xsl:with-param name="with"><bytes><xsl:call-template name="bytes"><xsl:with-param name="n" select="bytes_up"/></xsl:call-template></bytes></xsl:with-param>
  </xsl:call-template>
</xsl:template>

<!-- Of a row of certificates. -->
<xsl:template name="certificate-sentence">
  <xsl:call-template name="say">
    <xsl:with-param name="id">certificate-other</xsl:with-param>
    <xsl:with-param name="n" select="sessions"/>
    <xsl:with-param name="with">
      <host><xsl:call-template name="or-dash"><xsl:with-param name="text" select="host"/></xsl:call-template></host>
      <names><xsl:call-template name="or-dash"><xsl:with-param name="text" select="names"/></xsl:call-template></names>
      <issuer><xsl:call-template name="or-dash"><xsl:with-param name="text" select="issuer"/></xsl:call-template></issuer>
    </xsl:with-param>
  </xsl:call-template>
</xsl:template>

</xsl:stylesheet>
