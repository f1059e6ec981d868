<?xml version="1.0" encoding="UTF-8"?>
<!-- Sentences on the timeline, on what was not seen, and on how the report was made. They go on from sentence.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

<!-- ==== what was not seen ==== -->

<xsl:template name="loss-what">
  <xsl:variable name="loss" select="$words/loss[@id = current()/loss]"/>
  <xsl:call-template name="say">
    <xsl:with-param name="id"><xsl:choose><xsl:when test="detail != ''">loss-detail</xsl:when><xsl:otherwise>loss</xsl:otherwise></xsl:choose></xsl:with-param>
    <xsl:with-param name="n" select="count"/>
    <xsl:with-param name="with">
      <loss><xsl:value-of select="$loss"/><xsl:if test="not($loss)"><xsl:value-of select="loss"/></xsl:if></loss>
      <detail><xsl:value-of select="detail"/></detail>
    </xsl:with-param>
  </xsl:call-template>
  <xsl:if test="bytes &gt; 0">
    <xsl:value-of select="$say[@id = 'comma']"/>
    <xsl:call-template name="bytes"><xsl:with-param name="n" select="bytes"/></xsl:call-template>
  </xsl:if>
</xsl:template>

<xsl:template name="loss-sentence">
  <xsl:call-template name="say">
    <xsl:with-param name="id">
      <xsl:choose><xsl:when test="frame &gt; 0">loss-at<xsl:call-template name="of-entry"/></xsl:when><xsl:otherwise>loss-in</xsl:otherwise></xsl:choose>
      <xsl:if test="damage = 1">-damage</xsl:if>
    </xsl:with-param>
    <xsl:with-param name="with">
      <loss><xsl:call-template name="loss-what"/></loss>
      <frame><xsl:value-of select="frame"/></frame>
      <capture><xsl:value-of select="capture"/></capture>
    </xsl:with-param>
  </xsl:call-template>
</xsl:template>

<xsl:template name="fault-sentence">
  <xsl:call-template name="say">
    <xsl:with-param name="id"><xsl:choose><xsl:when test="frame != ''">fault-at</xsl:when><xsl:otherwise>fault-share</xsl:otherwise></xsl:choose></xsl:with-param>
    <xsl:with-param name="with">
      <what><xsl:value-of select="what"/></what>
      <frame><xsl:value-of select="frame"/></frame>
      <capture><xsl:value-of select="capture"/></capture>
    </xsl:with-param>
  </xsl:call-template>
</xsl:template>

<!-- What a reader must know of how these captures came about, in one sentence; nothing where there are none. -->
<xsl:template name="capture-note">
  <xsl:param name="id"/>
  <xsl:param name="of"/>
  <xsl:if test="$of">
    <xsl:call-template name="say">
      <xsl:with-param name="id" select="$id"/>
      <xsl:with-param name="n" select="count($of)"/>
      <xsl:with-param name="with">
        <captures>
          <xsl:for-each select="$of">
            <xsl:if test="position() &gt; 1"><xsl:value-of select="$say[@id = 'list-comma']"/></xsl:if>
            <xsl:value-of select="capture"/>
          </xsl:for-each>
        </captures>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:if>
</xsl:template>

<xsl:template name="note-pcapdroid">
  <xsl:call-template name="capture-note">
    <xsl:with-param name="id">made-by-pcapdroid</xsl:with-param>
    <xsl:with-param name="of" select="$report/captures/row[starts-with(application, 'PCAPdroid') and not(unit = 'entry')]"/>
  </xsl:call-template>
</xsl:template>

<xsl:template name="note-har">
  <xsl:call-template name="capture-note">
    <xsl:with-param name="id">made-as-har</xsl:with-param>
    <xsl:with-param name="of" select="$report/captures/row[unit = 'entry']"/>
  </xsl:call-template>
</xsl:template>

<xsl:template name="unplaced-sentence">
  <xsl:call-template name="if-any"><xsl:with-param name="id">flows-unplaced</xsl:with-param><xsl:with-param name="n" select="sum(/report/unknown_places/row/flows)"/></xsl:call-template>
  <xsl:call-template name="if-any"><xsl:with-param name="id">flows-local</xsl:with-param><xsl:with-param name="n" select="$status/local_flows"/></xsl:call-template>
  <xsl:call-template name="if-any"><xsl:with-param name="id">flows-stale</xsl:with-param><xsl:with-param name="n" select="$status/stale_flows"/></xsl:call-template>
  <xsl:call-template name="if-any"><xsl:with-param name="id">flows-unattributed</xsl:with-param><xsl:with-param name="n" select="$status/unattributed_flows"/></xsl:call-template>
</xsl:template>

<!-- ==== how it was made ==== -->

<xsl:template name="case-sentence">
  <xsl:call-template name="say">
    <xsl:with-param name="id">
      <xsl:choose>
        <xsl:when test="not($made)">case-not-assessed</xsl:when>
        <xsl:when test="not($made/case_name) or $made/case_name = ''">case-none</xsl:when>
        <xsl:when test="$made/complete_from != ''">case-complete</xsl:when>
        <xsl:otherwise>case-open</xsl:otherwise>
      </xsl:choose>
    </xsl:with-param>
    <xsl:with-param name="with">
      <case><xsl:value-of select="$made/case_name"/></case>
      <from><xsl:call-template name="time"><xsl:with-param name="at" select="$made/complete_from"/></xsl:call-template></from>
      <to><xsl:call-template name="time"><xsl:with-param name="at" select="$made/complete_to"/></xsl:call-template></to>
    </xsl:with-param>
  </xsl:call-template>
</xsl:template>

<!-- Nothing where the rules of all packs judged. -->
<xsl:template name="packs-sentence">
  <xsl:if test="$made/packs != ''">
    <xsl:call-template name="say"><xsl:with-param name="id">made-packs</xsl:with-param><xsl:with-param name="with"><packs><xsl:call-template name="names"><xsl:with-param name="list" select="$made/packs"/></xsl:call-template></packs></xsl:with-param></xsl:call-template>
  </xsl:if>
</xsl:template>

<xsl:template name="source-sentence">
  <xsl:call-template name="say">
    <xsl:with-param name="id">source</xsl:with-param>
    <xsl:with-param name="with">
      <file><xsl:value-of select="file"/></file>
      <type><xsl:value-of select="type"/></type>
      <date><xsl:value-of select="date"/><xsl:if test="not(date != '')"><xsl:value-of select="$say[@id = 'date-unknown']"/></xsl:if></date>
      <sha256><xsl:value-of select="sha256"/></sha256>
    </xsl:with-param>
  </xsl:call-template>
</xsl:template>

<xsl:template name="made-sentence">
  <xsl:call-template name="say">
    <xsl:with-param name="id"><xsl:choose><xsl:when test="$report/@database">made-from</xsl:when><xsl:otherwise>made</xsl:otherwise></xsl:choose></xsl:with-param>
    <xsl:with-param name="with">
      <time><xsl:call-template name="time"><xsl:with-param name="at" select="$report/@now"/></xsl:call-template></time>
      <tool><xsl:value-of select="$report/@tool"/></tool>
      <database><xsl:value-of select="$report/@database"/></database>
    </xsl:with-param>
  </xsl:call-template>
  <xsl:value-of select="$words/@space"/>
  <xsl:if test="$made/tool">
    <xsl:call-template name="say"><xsl:with-param name="id">judged-by</xsl:with-param><xsl:with-param name="with"><tool><xsl:value-of select="$made/tool"/></tool></xsl:with-param></xsl:call-template>
    <xsl:value-of select="$words/@space"/>
  </xsl:if>
  <xsl:call-template name="say">
    <xsl:with-param name="id"><xsl:choose><xsl:when test="$made/clock_uncertainty &gt; 0">clock-within</xsl:when><xsl:otherwise>clock</xsl:otherwise></xsl:choose></xsl:with-param>
    <xsl:with-param name="with"><seconds><xsl:value-of select="$made/clock_uncertainty"/></seconds></xsl:with-param>
  </xsl:call-template>
  <xsl:if test="$report/@edition and $report/@edition != 'full'">
    <xsl:value-of select="concat($words/@space, $say[@id = concat('edition-', $report/@edition)])"/>
  </xsl:if>
</xsl:template>

<!-- What stands before the hash. -->
<xsl:template name="custody-head">
  <xsl:call-template name="count"><xsl:with-param name="id">custody-head</xsl:with-param><xsl:with-param name="n" select="$made/custody_number"/></xsl:call-template>
  <xsl:text> </xsl:text>
</xsl:template>

<xsl:template name="handset-details">
  <xsl:value-of select="handset"/>
  <xsl:if test="model != ''"><xsl:value-of select="concat($say[@id = 'comma'], model)"/></xsl:if>
  <xsl:if test="rom_build != ''">
    <xsl:value-of select="$say[@id = 'comma']"/>
    <xsl:call-template name="say"><xsl:with-param name="id">firmware</xsl:with-param><xsl:with-param name="with"><branch><xsl:value-of select="rom_branch"/></branch><build><xsl:value-of select="rom_build"/></build></xsl:with-param></xsl:call-template>
  </xsl:if>
  <xsl:if test="subject_country != ''">
    <xsl:value-of select="$say[@id = 'comma']"/>
    <xsl:call-template name="say"><xsl:with-param name="id">of-person-in</xsl:with-param><xsl:with-param name="with"><country><xsl:call-template name="country"><xsl:with-param name="id" select="subject_country"/></xsl:call-template></country></xsl:with-param></xsl:call-template>
  </xsl:if>
  <xsl:if test="address != ''"><xsl:value-of select="concat($say[@id = 'comma'], address)"/></xsl:if>
  <xsl:if test="mac != ''"><xsl:value-of select="concat($say[@id = 'comma'], mac)"/></xsl:if>
  <xsl:if test="imsi != ''"><xsl:value-of select="concat($say[@id = 'comma'], $words/kind[@id = 'imsi']/@title, ' ', imsi)"/></xsl:if>
  <xsl:if test="imei != ''"><xsl:value-of select="concat($say[@id = 'comma'], $words/kind[@id = 'imei']/@title, ' ', imei)"/></xsl:if>
  <xsl:if test="phone_number != ''"><xsl:value-of select="concat($say[@id = 'comma'], $words/kind[@id = 'phone-number']/@title, ' ', phone_number)"/></xsl:if>
</xsl:template>

<xsl:template name="handset-sentence">
  <xsl:call-template name="say">
    <xsl:with-param name="id">handset-is</xsl:with-param>
    <xsl:with-param name="with"><handset><xsl:call-template name="handset-details"/></handset><reason><xsl:value-of select="reason"/></reason></xsl:with-param>
  </xsl:call-template>
</xsl:template>

<xsl:template name="capture-sentence">
  <xsl:call-template name="say">
    <xsl:with-param name="id"><xsl:choose><xsl:when test="first_at != ''">capture-from-to</xsl:when><xsl:otherwise>capture-is</xsl:otherwise></xsl:choose></xsl:with-param>
    <xsl:with-param name="with">
      <capture><xsl:value-of select="capture"/></capture>
      <packets><xsl:call-template name="count"><xsl:with-param name="id"><xsl:choose><xsl:when test="unit = 'entry'">entries</xsl:when><xsl:otherwise>packets</xsl:otherwise></xsl:choose></xsl:with-param><xsl:with-param name="n" select="packets"/></xsl:call-template></packets>
      <flows><xsl:call-template name="count"><xsl:with-param name="id">flows</xsl:with-param><xsl:with-param name="n" select="flows"/></xsl:call-template></flows>
      <size><xsl:call-template name="bytes"><xsl:with-param name="n" select="size"/></xsl:call-template></size>
      <from><xsl:call-template name="time"><xsl:with-param name="at" select="first_at"/></xsl:call-template></from>
      <to><xsl:call-template name="time"><xsl:with-param name="at" select="last_at"/></xsl:call-template></to>
    </xsl:with-param>
  </xsl:call-template>
  <xsl:value-of select="concat($say[@id = 'semicolon'], format)"/>
  <xsl:if test="links != ''"><xsl:value-of select="concat($say[@id = 'semicolon'], links)"/></xsl:if>
  <xsl:if test="complete = 0"><xsl:value-of select="concat($say[@id = 'semicolon'], $say[@id = 'not-read-to-the-end'])"/></xsl:if>
  <xsl:if test="damaged = 1"><xsl:value-of select="concat($say[@id = 'semicolon'], $say[@id = 'damaged'])"/></xsl:if>
</xsl:template>

<!-- What the grades mean, once. -->
<xsl:template name="grades-note">
  <xsl:call-template name="say">
    <xsl:with-param name="id">grades-note</xsl:with-param>
    <xsl:with-param name="with">
      <grades>
        <xsl:for-each select="$words/grade">
          <xsl:if test="position() &gt; 1"><xsl:value-of select="$say[@id = 'semicolon']"/></xsl:if>
          <xsl:value-of select="concat(@id, ' ', .)"/>
        </xsl:for-each>
      </grades>
    </xsl:with-param>
  </xsl:call-template>
</xsl:template>

<!-- ==== timeline ==== -->

<xsl:template name="consent-event">
  <xsl:variable name="state" select="$words/state[@id = current()/what]"/>
  <xsl:call-template name="say">
    <xsl:with-param name="id"><xsl:choose><xsl:when test="services != ''">consent-for</xsl:when><xsl:otherwise>consent-event</xsl:otherwise></xsl:choose></xsl:with-param>
    <xsl:with-param name="with">
      <state><xsl:value-of select="$state"/><xsl:if test="not($state)"><xsl:value-of select="what"/></xsl:if></state>
      <services><xsl:call-template name="names"><xsl:with-param name="list" select="services"/></xsl:call-template></services>
    </xsl:with-param>
  </xsl:call-template>
  <xsl:call-template name="after-colon"><xsl:with-param name="kinds" select="data"/></xsl:call-template>
  <xsl:if test="places != ''">
    <xsl:value-of select="$say[@id = 'comma']"/>
    <xsl:call-template name="say"><xsl:with-param name="id">to-places</xsl:with-param><xsl:with-param name="with"><places><xsl:call-template name="names"><xsl:with-param name="list" select="places"/><xsl:with-param name="of">country</xsl:with-param></xsl:call-template></places></xsl:with-param></xsl:call-template>
  </xsl:if>
</xsl:template>

<xsl:template name="after-colon">
  <xsl:param name="kinds"/>
  <xsl:if test="$kinds != ''"><xsl:value-of select="$say[@id = 'colon']"/></xsl:if>
  <xsl:choose>
    <xsl:when test="$kinds = 'any'"><xsl:value-of select="$say[@id = 'all-data']"/></xsl:when>
    <xsl:when test="$kinds != ''"><xsl:call-template name="names"><xsl:with-param name="list" select="$kinds"/><xsl:with-param name="of">kind</xsl:with-param></xsl:call-template></xsl:when>
  </xsl:choose>
</xsl:template>

<xsl:template name="event-words">
  <xsl:choose>
    <xsl:when test="type = 'step'">
      <xsl:call-template name="say"><xsl:with-param name="id">step-done</xsl:with-param><xsl:with-param name="with"><what><xsl:value-of select="what"/></what></xsl:with-param></xsl:call-template>
    </xsl:when>
    <xsl:when test="type = 'consent'"><xsl:call-template name="consent-event"/></xsl:when>
    <xsl:otherwise>
      <xsl:call-template name="count"><xsl:with-param name="id">first-seen</xsl:with-param><xsl:with-param name="n" select="disclosures"/></xsl:call-template>
      <xsl:if test="without &gt; 0">
        <xsl:value-of select="$say[@id = 'comma']"/>
        <xsl:call-template name="count"><xsl:with-param name="id">without</xsl:with-param><xsl:with-param name="n" select="without"/></xsl:call-template>
      </xsl:if>
      <xsl:call-template name="after-colon"><xsl:with-param name="kinds" select="kind"/></xsl:call-template>
    </xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="event-sentence">
  <xsl:choose>
    <xsl:when test="handset != '' and type">
      <xsl:call-template name="say">
        <xsl:with-param name="id">event-of-handset</xsl:with-param>
        <xsl:with-param name="with"><event><xsl:call-template name="event-words"/></event><handset><xsl:value-of select="handset"/></handset></xsl:with-param>
      </xsl:call-template>
    </xsl:when>
    <xsl:otherwise><xsl:call-template name="event-words"/></xsl:otherwise>
  </xsl:choose>
</xsl:template>

</xsl:stylesheet>
