<?xml version="1.0" encoding="UTF-8"?>
<!--
  Words of the reader's language: the catalogue words-LANG.xml says every sentence once, as a pattern with {slots}, and what is put
  into a slot is text of a capture or another pattern. What a catalogue lacks is said in English. Everything here yields plain text.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:set="http://xmlsoft.org/XSLT/namespace"
    exclude-result-prefixes="set">

<xsl:variable name="report" select="/report"/>
<xsl:variable name="english" select="document('words-en.xml')/words"/>
<xsl:variable name="lang"><xsl:value-of select="/report/@lang"/><xsl:if test="not(/report/@lang)">en</xsl:if></xsl:variable>
<xsl:variable name="words" select="document(concat('words-', $lang, '.xml'))/words"/>
<xsl:variable name="say" select="$words/say | $english/say[not(@id = $words/say/@id)]"/>

<!-- ==== patterns ==== -->

<xsl:key name="said" match="say" use="@id"/>

<!-- The sentence id. with holds one element for each slot; n is the number in it: it chooses the form and stands at {n}. -->
<xsl:template name="say">
  <xsl:param name="id"/>
  <xsl:param name="n"/>
  <xsl:param name="with"/>
  <xsl:variable name="pattern">
    <xsl:for-each select="$words">
      <xsl:variable name="said" select="key('said', $id)"/>
      <xsl:if test="$said"><xsl:call-template name="form"><xsl:with-param name="said" select="$said"/><xsl:with-param name="n" select="$n"/></xsl:call-template></xsl:if>
      <xsl:if test="not($said)"><xsl:call-template name="form"><xsl:with-param name="said" select="$english/say[@id = $id]"/><xsl:with-param name="n" select="$n"/></xsl:call-template></xsl:if>
    </xsl:for-each>
  </xsl:variable>
  <xsl:if test="$pattern = ''"><xsl:value-of select="$id"/></xsl:if>
  <xsl:call-template name="fill">
    <xsl:with-param name="pattern" select="string($pattern)"/>
    <xsl:with-param name="n" select="$n"/>
    <xsl:with-param name="with" select="$with"/>
  </xsl:call-template>
</xsl:template>

<xsl:template name="form">
  <xsl:param name="said"/>
  <xsl:param name="n"/>
  <xsl:choose>
    <xsl:when test="not($said/many)"><xsl:value-of select="$said"/></xsl:when>
    <xsl:when test="contains(concat(' ', $said/../@one, ' '), concat(' ', $n, ' '))"><xsl:value-of select="$said/one"/></xsl:when>
    <xsl:otherwise><xsl:value-of select="$said/many"/></xsl:otherwise>
  </xsl:choose>
</xsl:template>

<!-- What was put in is never looked at again: a host called {n} stays one. -->
<xsl:template name="fill">
  <xsl:param name="pattern"/>
  <xsl:param name="n"/>
  <xsl:param name="with"/>
  <xsl:choose>
    <xsl:when test="contains($pattern, '{')">
      <xsl:variable name="slot" select="substring-before(substring-after($pattern, '{'), '}')"/>
      <xsl:value-of select="substring-before($pattern, '{')"/>
      <xsl:choose>
        <xsl:when test="$slot = 'n'"><xsl:call-template name="number"><xsl:with-param name="n" select="$n"/></xsl:call-template></xsl:when>
        <xsl:otherwise><xsl:value-of select="set:node-set($with)/*[local-name() = $slot]"/></xsl:otherwise>
      </xsl:choose>
      <xsl:call-template name="fill">
        <xsl:with-param name="pattern" select="substring-after($pattern, '}')"/>
        <xsl:with-param name="n" select="$n"/>
        <xsl:with-param name="with" select="$with"/>
      </xsl:call-template>
    </xsl:when>
    <xsl:otherwise><xsl:value-of select="$pattern"/></xsl:otherwise>
  </xsl:choose>
</xsl:template>

<!-- A sentence whose only slot is its number. -->
<xsl:template name="count">
  <xsl:param name="id"/>
  <xsl:param name="n"/>
  <xsl:call-template name="say"><xsl:with-param name="id" select="$id"/><xsl:with-param name="n" select="$n"/></xsl:call-template>
</xsl:template>

<!-- ==== numbers and times ==== -->

<xsl:template name="number">
  <xsl:param name="n"/>
  <xsl:choose>
    <xsl:when test="$words/@grouping = 'indian' and $n &gt;= 100000">
      <xsl:call-template name="pairs"><xsl:with-param name="n" select="floor($n div 1000)"/></xsl:call-template>
      <xsl:value-of select="concat(',', format-number($n mod 1000, '000'))"/>
    </xsl:when>
    <xsl:otherwise><xsl:value-of select="format-number($n, '#,##0')"/></xsl:otherwise>
  </xsl:choose>
</xsl:template>

<!-- 12345 as 1,23,45: what stands before the last three digits where lakh and crore are counted. -->
<xsl:template name="pairs">
  <xsl:param name="n"/>
  <xsl:choose>
    <xsl:when test="$n &gt;= 100">
      <xsl:call-template name="pairs"><xsl:with-param name="n" select="floor($n div 100)"/></xsl:call-template>
      <xsl:value-of select="concat(',', format-number($n mod 100, '00'))"/>
    </xsl:when>
    <xsl:otherwise><xsl:value-of select="$n"/></xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="date">
  <xsl:param name="at" select="at"/>
  <xsl:call-template name="say">
    <xsl:with-param name="id">date</xsl:with-param>
    <xsl:with-param name="with">
      <year><xsl:value-of select="substring($at, 1, 4)"/></year>
      <month><xsl:value-of select="substring($at, 6, 2)"/></month>
      <day><xsl:value-of select="substring($at, 9, 2)"/></day>
      <m><xsl:value-of select="number(substring($at, 6, 2))"/></m>
      <d><xsl:value-of select="number(substring($at, 9, 2))"/></d>
      <name><xsl:value-of select="$words/month[@id = substring($at, 6, 2)]"/></name>
    </xsl:with-param>
  </xsl:call-template>
</xsl:template>

<!-- 2014-08-07T04:31:02.123456Z as "2014-08-07 04:31:02 UTC", or as is usual elsewhere; zone: UTC is said. -->
<xsl:template name="time">
  <xsl:param name="at" select="at"/>
  <xsl:param name="zone" select="true()"/>
  <xsl:if test="$at != ''">
    <xsl:call-template name="say">
      <xsl:with-param name="id"><xsl:choose><xsl:when test="$zone">time</xsl:when><xsl:otherwise>time-no-zone</xsl:otherwise></xsl:choose></xsl:with-param>
      <xsl:with-param name="with">
        <date><xsl:call-template name="date"><xsl:with-param name="at" select="$at"/></xsl:call-template></date>
        <clock><xsl:value-of select="substring($at, 12, 8)"/></clock>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:if>
</xsl:template>

<xsl:template name="bytes">
  <xsl:param name="n"/>
  <xsl:choose>
    <xsl:when test="$n &lt; 1000"><xsl:call-template name="count"><xsl:with-param name="id">bytes</xsl:with-param><xsl:with-param name="n" select="$n"/></xsl:call-template></xsl:when>
    <xsl:when test="$n &lt; 1000000"><xsl:value-of select="concat(format-number($n div 1000, '#,##0.0'), ' kB')"/></xsl:when>
    <xsl:when test="$n &lt; 1000000000"><xsl:value-of select="concat(format-number($n div 1000000, '#,##0.0'), ' MB')"/></xsl:when>
    <xsl:otherwise><xsl:value-of select="concat(format-number($n div 1000000000, '#,##0.0'), ' GB')"/></xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="percent">
  <xsl:param name="of"/>
  <xsl:param name="all"/>
  <xsl:choose>
    <xsl:when test="$of &gt; 0 and $of &lt; $all and $of div $all &gt; 0.995"><xsl:value-of select="$say[@id = 'percent-over']"/></xsl:when>
    <xsl:when test="$of &gt; 0 and $of div $all &lt; 0.01"><xsl:value-of select="$say[@id = 'percent-under']"/></xsl:when>
    <xsl:otherwise>
      <xsl:call-template name="say">
        <xsl:with-param name="id">percent</xsl:with-param>
        <xsl:with-param name="n"><xsl:choose><xsl:when test="$of = 0">0</xsl:when><xsl:otherwise><xsl:value-of select="round($of div $all * 100)"/></xsl:otherwise></xsl:choose></xsl:with-param>
      </xsl:call-template>
    </xsl:otherwise>
  </xsl:choose>
</xsl:template>

<!-- ==== names ==== -->

<xsl:template name="kind">
  <xsl:param name="id" select="kind"/>
  <xsl:choose>
    <xsl:when test="$words/kind[@id = $id]"><xsl:value-of select="$words/kind[@id = $id]/@title"/></xsl:when>
    <xsl:otherwise><xsl:value-of select="$id"/></xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="country">
  <xsl:param name="id" select="country"/>
  <xsl:param name="local" select="place_class = 'local' or local &gt; 0"/>
  <xsl:choose>
    <xsl:when test="(not($id) or $id = '') and $local"><xsl:value-of select="$say[@id = 'a-local-address']"/></xsl:when>
    <xsl:when test="not($id) or $id = ''"><xsl:value-of select="$say[@id = 'place-unknown']"/></xsl:when>
    <xsl:when test="$words/country[@id = $id]"><xsl:value-of select="$words/country[@id = $id]"/></xsl:when>
    <xsl:otherwise><xsl:value-of select="$id"/></xsl:otherwise>
  </xsl:choose>
</xsl:template>

<!-- CN|SG as "China or Singapore": what stands for a service that cannot be told apart. -->
<xsl:template name="alternatives">
  <xsl:param name="list"/>
  <xsl:param name="countries" select="false()"/>
  <xsl:param name="begun" select="false()"/>
  <xsl:variable name="first" select="substring-before(concat($list, '|'), '|')"/>
  <xsl:variable name="rest" select="substring-after($list, '|')"/>
  <xsl:variable name="again" select="contains(concat('|', $rest, '|'), concat('|', $first, '|'))"/>
  <xsl:if test="not($again)">
    <xsl:if test="$begun"><xsl:value-of select="$say[@id = 'or']"/></xsl:if>
    <xsl:choose>
      <xsl:when test="$countries">
        <xsl:call-template name="country"><xsl:with-param name="id" select="$first"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$first"/></xsl:otherwise>
    </xsl:choose>
  </xsl:if>
  <xsl:if test="$rest != ''">
    <xsl:call-template name="alternatives">
      <xsl:with-param name="list" select="$rest"/>
      <xsl:with-param name="countries" select="$countries"/>
      <xsl:with-param name="begun" select="$begun or not($again)"/>
    </xsl:call-template>
  </xsl:if>
</xsl:template>

<xsl:template name="service-name">
  <xsl:choose>
    <xsl:when test="service_title != ''">
      <xsl:call-template name="alternatives"><xsl:with-param name="list" select="service_title"/></xsl:call-template>
    </xsl:when>
    <xsl:when test="service != ''"><xsl:value-of select="service"/></xsl:when>
    <xsl:otherwise><xsl:value-of select="$say[@id = 'not-in-catalogue']"/></xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="owner-name">
  <xsl:variable name="owner"><xsl:call-template name="alternatives"><xsl:with-param name="list" select="owner"/></xsl:call-template></xsl:variable>
  <xsl:choose>
    <xsl:when test="owner = '' or not(owner)">&#x2013;</xsl:when>
    <xsl:when test="owner_country != ''">
      <xsl:call-template name="say">
        <xsl:with-param name="id">owner-in</xsl:with-param>
        <xsl:with-param name="with">
          <owner><xsl:value-of select="$owner"/></owner>
          <country>
            <xsl:call-template name="alternatives">
              <xsl:with-param name="list" select="owner_country"/><xsl:with-param name="countries" select="true()"/>
            </xsl:call-template>
          </country>
        </xsl:with-param>
      </xsl:call-template>
    </xsl:when>
    <xsl:otherwise><xsl:value-of select="$owner"/></xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="verdict-title">
  <xsl:param name="id" select="verdict"/>
  <xsl:value-of select="$words/verdict[@id = $id]/@title"/>
</xsl:template>

<xsl:template name="severity">
  <xsl:choose>
    <xsl:when test="$words/severity[@id = current()/severity]"><xsl:value-of select="$words/severity[@id = current()/severity]"/></xsl:when>
    <xsl:otherwise><xsl:value-of select="severity"/></xsl:otherwise>
  </xsl:choose>
</xsl:template>

<!-- imei,imsi as "IMEI, IMSI"; of is what they are: kind, country, or nothing that has a name -->
<xsl:template name="names">
  <xsl:param name="list"/>
  <xsl:param name="of"/>
  <xsl:variable name="id" select="normalize-space(substring-before(concat($list, ','), ','))"/>
  <xsl:variable name="rest" select="substring-after($list, ',')"/>
  <xsl:choose>
    <xsl:when test="$of = 'kind'"><xsl:call-template name="kind"><xsl:with-param name="id" select="$id"/></xsl:call-template></xsl:when>
    <xsl:when test="$of = 'country'"><xsl:call-template name="country"><xsl:with-param name="id" select="$id"/></xsl:call-template></xsl:when>
    <xsl:otherwise><xsl:value-of select="$id"/></xsl:otherwise>
  </xsl:choose>
  <xsl:if test="$rest != ''">
    <xsl:value-of select="$say[@id = 'list-comma']"/>
    <xsl:call-template name="names"><xsl:with-param name="list" select="$rest"/><xsl:with-param name="of" select="$of"/></xsl:call-template>
  </xsl:if>
</xsl:template>

<xsl:template name="capital">
  <xsl:param name="text"/>
  <xsl:value-of select="concat(translate(substring($text, 1, 1), 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'),
    substring($text, 2))"/>
</xsl:template>

<xsl:template name="or-dash">
  <xsl:param name="text"/>
  <xsl:choose>
    <xsl:when test="$text != ''"><xsl:value-of select="$text"/></xsl:when>
    <xsl:otherwise>&#x2013;</xsl:otherwise>
  </xsl:choose>
</xsl:template>

</xsl:stylesheet>
