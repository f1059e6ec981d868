<?xml version="1.0" encoding="UTF-8"?>
<!--
  The sentences of the reports: html.xsl and text.xsl both include this file, so each wording stands once. Everything
  here yields plain text. Words of kinds, grades, consent and countries are in words-en.xml.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

<xsl:variable name="words" select="document('words-en.xml')/words"/>
<xsl:variable name="report" select="/report"/>
<xsl:variable name="made" select="/report/made/row"/>
<xsl:variable name="answer" select="/report/answer/row"/>
<xsl:variable name="status" select="/report/status/row"/>

<!-- The rows of sums, by what a table adds them up. -->
<xsl:key name="sums-country" match="sums/row" use="string(country)"/>
<xsl:key name="sums-consent" match="sums/row" use="concat(country, ' ', consent)"/>
<xsl:key name="sums-kind" match="sums/row" use="kind"/>
<xsl:key name="sums-service" match="sums/row" use="string(service)"/>
<xsl:key name="sums-kind-service" match="sums/row" use="concat(kind, ' ', service)"/>

<!-- One row for each country, kind and service that disclosures went to; a row stands for all that its key finds. -->
<xsl:variable name="countries" select="/report/sums/row[generate-id() = generate-id(key('sums-country', string(country))[1])]"/>
<xsl:variable name="kinds" select="/report/sums/row[generate-id() = generate-id(key('sums-kind', kind)[1])]"/>
<xsl:variable name="services" select="/report/sums/row[generate-id() = generate-id(key('sums-service', string(service))[1])]"/>

<!-- The states of consent that occur, in the order of the catalogue. -->
<xsl:variable name="used-consent" select="$words/consent[@id = $report/sums/row/consent]"/>

<!-- ==== words ==== -->

<xsl:template name="count">
  <xsl:param name="n"/>
  <xsl:param name="one"/>
  <xsl:param name="many" select="concat($one, 's')"/>
  <xsl:value-of select="concat(format-number($n, '#,##0'), ' ')"/>
  <xsl:choose>
    <xsl:when test="$n = 1"><xsl:value-of select="$one"/></xsl:when>
    <xsl:otherwise><xsl:value-of select="$many"/></xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="kind">
  <xsl:param name="id" select="kind"/>
  <xsl:choose>
    <xsl:when test="$words/kind[@id = $id]"><xsl:value-of select="$words/kind[@id = $id]/@title"/></xsl:when>
    <xsl:otherwise><xsl:value-of select="$id"/></xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="country">
  <xsl:param name="id" select="country"/>
  <xsl:choose>
    <xsl:when test="not($id) or $id = ''">place unknown</xsl:when>
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
    <xsl:if test="$begun"> or </xsl:if>
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
    <xsl:otherwise>not in the catalogue</xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="verdict-title">
  <xsl:param name="id" select="verdict"/>
  <xsl:value-of select="$words/verdict[@id = $id]/@title"/>
</xsl:template>

<!-- 2014-08-07T04:31:02.123456Z as "2014-08-07 04:31:02 UTC" -->
<xsl:template name="time">
  <xsl:param name="at" select="at"/>
  <xsl:if test="$at != ''">
    <xsl:value-of select="concat(substring($at, 1, 10), ' ', substring($at, 12, 8), ' UTC')"/>
  </xsl:if>
</xsl:template>

<xsl:template name="bytes">
  <xsl:param name="n"/>
  <xsl:choose>
    <xsl:when test="$n = 1">1 byte</xsl:when>
    <xsl:when test="$n &lt; 1000"><xsl:value-of select="concat(format-number($n, '0'), ' bytes')"/></xsl:when>
    <xsl:when test="$n &lt; 1000000"><xsl:value-of select="concat(format-number($n div 1000, '#,##0.0'), ' kB')"/></xsl:when>
    <xsl:when test="$n &lt; 1000000000"><xsl:value-of select="concat(format-number($n div 1000000, '#,##0.0'), ' MB')"/></xsl:when>
    <xsl:otherwise><xsl:value-of select="concat(format-number($n div 1000000000, '#,##0.0'), ' GB')"/></xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="percent">
  <xsl:param name="of"/>
  <xsl:param name="all"/>
  <xsl:choose>
    <xsl:when test="$all = 0 or $of = 0">0&#160;%</xsl:when>
    <xsl:when test="$of &lt; $all and $of div $all &gt; 0.995">over 99&#160;%</xsl:when>
    <xsl:when test="$of div $all &lt; 0.01">under 1&#160;%</xsl:when>
    <xsl:otherwise><xsl:value-of select="concat(format-number($of div $all * 100, '0'), '&#160;%')"/></xsl:otherwise>
  </xsl:choose>
</xsl:template>

<!-- ==== the answer ==== -->

<xsl:template name="named-countries">
  <xsl:text> (</xsl:text>
  <xsl:for-each select="$countries[country != '']">
    <xsl:sort select="sum(key('sums-country', string(country))/disclosures)" data-type="number" order="descending"/>
    <xsl:sort select="country"/>
    <xsl:if test="position() &lt;= 5">
      <xsl:if test="position() &gt; 1">, </xsl:if>
      <xsl:call-template name="country"/>
    </xsl:if>
  </xsl:for-each>
  <xsl:if test="$answer/countries &gt; 5"> and others</xsl:if>
  <xsl:text>)</xsl:text>
</xsl:template>

<xsl:template name="to-countries">
  <xsl:variable name="n" select="$answer/countries"/>
  <xsl:choose>
    <xsl:when test="$n = 0"> to places that are not known</xsl:when>
    <xsl:otherwise>
      <xsl:text> to </xsl:text>
      <xsl:call-template name="count">
        <xsl:with-param name="n" select="$n"/>
        <xsl:with-param name="one" select="'country'"/>
        <xsl:with-param name="many" select="'countries'"/>
      </xsl:call-template>
      <xsl:call-template name="named-countries"/>
      <xsl:if test="$answer/unplaced &gt; 0">
        <xsl:value-of select="concat(' and ', format-number($answer/unplaced, '#,##0'), ' to places that are not known')"/>
      </xsl:if>
    </xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="answer-consent">
  <xsl:text>: </xsl:text>
  <xsl:choose>
    <xsl:when test="$answer/unknown = $answer/disclosures">
      <xsl:text>consent is not recorded</xsl:text>
      <xsl:if test="$answer/disclosures &gt; 1"> for any of them</xsl:if>
    </xsl:when>
    <xsl:otherwise>
      <xsl:choose>
        <xsl:when test="$answer/without = 0">none without consent</xsl:when>
        <xsl:otherwise><xsl:value-of select="concat(format-number($answer/without, '#,##0'), ' without consent')"/></xsl:otherwise>
      </xsl:choose>
      <xsl:if test="$answer/unknown &gt; 0">
        <xsl:value-of select="concat(', ', format-number($answer/unknown, '#,##0'), ' with consent not recorded')"/>
      </xsl:if>
      <xsl:if test="$answer/before != ''">
        <xsl:choose>
          <xsl:when test="$answer/before = 0">, none before the user could choose</xsl:when>
          <xsl:otherwise>
            <xsl:value-of select="concat(', ', format-number($answer/before, '#,##0'), ' before the user could choose')"/>
          </xsl:otherwise>
        </xsl:choose>
      </xsl:if>
    </xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="opaque-share">
  <xsl:value-of select="concat(format-number($status/opaque_flows, '#,##0'), ' of ')"/>
  <xsl:call-template name="count">
    <xsl:with-param name="n" select="$status/flows"/>
    <xsl:with-param name="one" select="'flow'"/>
  </xsl:call-template>
  <xsl:text> (</xsl:text>
  <xsl:call-template name="percent">
    <xsl:with-param name="of" select="$status/opaque_flows"/>
    <xsl:with-param name="all" select="$status/flows"/>
  </xsl:call-template>
  <xsl:text>)</xsl:text>
  <xsl:choose>
    <xsl:when test="$status/opaque_flows = 1"> was opaque.</xsl:when>
    <xsl:otherwise> were opaque.</xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="answer">
  <xsl:choose>
    <xsl:when test="$answer/disclosures = 0">
      <xsl:text>No personal data was seen in what could be read; </xsl:text>
      <xsl:call-template name="opaque-share"/>
    </xsl:when>
    <xsl:otherwise>
      <xsl:call-template name="count">
        <xsl:with-param name="n" select="$answer/disclosures"/>
        <xsl:with-param name="one" select="'disclosure'"/>
      </xsl:call-template>
      <xsl:text> of personal data</xsl:text>
      <xsl:call-template name="to-countries"/>
      <xsl:call-template name="answer-consent"/>
      <xsl:text>.</xsl:text>
    </xsl:otherwise>
  </xsl:choose>
</xsl:template>

<!-- The second sentence: what the rules say, and what could not be read. -->
<xsl:template name="answer-rules">
  <xsl:choose>
    <xsl:when test="$answer/breach + $status/transfers_breach + $answer/review + $status/transfers_review = 0">
      <xsl:text>Nothing departs from a rule</xsl:text>
    </xsl:when>
    <xsl:otherwise>
      <xsl:call-template name="count">
        <xsl:with-param name="n" select="$answer/breach"/>
        <xsl:with-param name="one" select="'disclosure departs'"/>
        <xsl:with-param name="many" select="'disclosures depart'"/>
      </xsl:call-template>
      <xsl:if test="$status/transfers_breach &gt; 0">
        <xsl:text> and </xsl:text>
        <xsl:call-template name="count">
          <xsl:with-param name="n" select="$status/transfers_breach"/>
          <xsl:with-param name="one" select="'unread flow departs'"/>
          <xsl:with-param name="many" select="'unread flows depart'"/>
        </xsl:call-template>
      </xsl:if>
      <xsl:text> from a rule, </xsl:text>
      <xsl:call-template name="count">
        <xsl:with-param name="n" select="$answer/review"/>
        <xsl:with-param name="one" select="'disclosure'"/>
      </xsl:call-template>
      <xsl:if test="$status/transfers_review &gt; 0">
        <xsl:text> and </xsl:text>
        <xsl:call-template name="count">
          <xsl:with-param name="n" select="$status/transfers_review"/>
          <xsl:with-param name="one" select="'unread flow'"/>
        </xsl:call-template>
      </xsl:if>
      <xsl:choose>
        <xsl:when test="$answer/review + $status/transfers_review = 1"> is to be reviewed</xsl:when>
        <xsl:otherwise> are to be reviewed</xsl:otherwise>
      </xsl:choose>
    </xsl:otherwise>
  </xsl:choose>
  <xsl:choose>
    <xsl:when test="$answer/disclosures = 0">.</xsl:when>
    <xsl:otherwise>
      <xsl:text>; </xsl:text>
      <xsl:call-template name="opaque-share"/>
    </xsl:otherwise>
  </xsl:choose>
</xsl:template>

<!-- What a reader must know before the counts: "" where the whole input was read. -->
<xsl:template name="warning">
  <xsl:if test="$status/captures = 0">No capture has been scanned. </xsl:if>
  <xsl:if test="$status/incomplete &gt; 0">
    <xsl:call-template name="count">
      <xsl:with-param name="n" select="$status/incomplete"/>
      <xsl:with-param name="one" select="'capture was'"/>
      <xsl:with-param name="many" select="'captures were'"/>
    </xsl:call-template>
    <xsl:text> not read to the end. </xsl:text>
  </xsl:if>
  <xsl:if test="$status/damaged &gt; 0">
    <xsl:call-template name="count">
      <xsl:with-param name="n" select="$status/damaged"/>
      <xsl:with-param name="one" select="'capture is'"/>
      <xsl:with-param name="many" select="'captures are'"/>
    </xsl:call-template>
    <xsl:text> damaged: what could be read was read. </xsl:text>
  </xsl:if>
  <xsl:if test="$status/faults &gt; 0">
    <xsl:call-template name="count">
      <xsl:with-param name="n" select="$status/faults"/>
      <xsl:with-param name="one" select="'flow'"/>
    </xsl:call-template>
    <xsl:text> could not be read because of a fault of this program. </xsl:text>
  </xsl:if>
  <xsl:if test="$report/sums/@more">The tables below add up only a part of the disclosures: there are too many combinations. </xsl:if>
  <xsl:if test="$status/assessed = 0">The facts have not been assessed: places, services and consent are missing. </xsl:if>
</xsl:template>

<!-- ==== one finding ==== -->

<xsl:template name="finding-what">
  <xsl:choose>
    <xsl:when test="type = 'transfer'">
      <xsl:call-template name="bytes"><xsl:with-param name="n" select="bytes_up"/></xsl:call-template>
      <xsl:text> that could not be read, sent by handset </xsl:text>
      <xsl:value-of select="concat(handset, ',')"/>
    </xsl:when>
    <xsl:otherwise>
      <xsl:variable name="said" select="$words/kind[@id = current()/kind]"/>
      <xsl:choose>
        <xsl:when test="$said"><xsl:value-of select="$said"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="concat('a datum of kind ', kind)"/></xsl:otherwise>
      </xsl:choose>
      <xsl:text> (</xsl:text>
      <xsl:if test="form != 'plain' and form != ''">
        <xsl:variable name="form" select="$words/form[@id = current()/form]"/>
        <xsl:choose>
          <xsl:when test="$form"><xsl:value-of select="$form"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="concat('as ', form)"/></xsl:otherwise>
        </xsl:choose>
        <xsl:text>, </xsl:text>
      </xsl:if>
      <xsl:value-of select="concat(masked, ')')"/>
    </xsl:otherwise>
  </xsl:choose>
  <xsl:if test="handset != '' and not(type = 'transfer')"><xsl:value-of select="concat(' of handset ', handset)"/></xsl:if>
</xsl:template>

<!-- "IMEI to China": the finding's heading. -->
<xsl:template name="finding-title">
  <xsl:choose>
    <xsl:when test="type = 'transfer'">Unread traffic</xsl:when>
    <xsl:otherwise><xsl:call-template name="kind"/></xsl:otherwise>
  </xsl:choose>
  <xsl:text> to </xsl:text>
  <xsl:choose>
    <xsl:when test="place_class = 'local'">a local address</xsl:when>
    <xsl:when test="country != ''"><xsl:call-template name="country"/></xsl:when>
    <xsl:otherwise>a place unknown</xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="finding-whom">
  <xsl:text> went to </xsl:text>
  <xsl:choose>
    <xsl:when test="service != ''">
      <xsl:call-template name="alternatives"><xsl:with-param name="list" select="service_title"/></xsl:call-template>
      <xsl:if test="owner != ''">
        <xsl:text>, a service of </xsl:text>
        <xsl:call-template name="alternatives"><xsl:with-param name="list" select="owner"/></xsl:call-template>
        <xsl:if test="owner_country != ''">
          <xsl:text> (</xsl:text>
          <xsl:call-template name="alternatives">
            <xsl:with-param name="list" select="owner_country"/>
            <xsl:with-param name="countries" select="true()"/>
          </xsl:call-template>
          <xsl:text>)</xsl:text>
        </xsl:if>
      </xsl:if>
    </xsl:when>
    <xsl:otherwise>a service that no catalogue names</xsl:otherwise>
  </xsl:choose>
  <xsl:text>, at </xsl:text>
  <xsl:choose>
    <xsl:when test="host != ''"><xsl:value-of select="host"/></xsl:when>
    <xsl:otherwise><xsl:value-of select="concat('the unnamed address ', server_ip)"/></xsl:otherwise>
  </xsl:choose>
  <xsl:if test="host_source = 'dns-uncertain'"> (one of several names of its address)</xsl:if>
</xsl:template>

<xsl:template name="finding-where">
  <xsl:choose>
    <xsl:when test="place_class = 'local'">, <xsl:value-of select="$words/class[@id = 'local']"/></xsl:when>
    <xsl:otherwise>
      <xsl:text>, on a server</xsl:text>
      <xsl:if test="operator != ''"><xsl:value-of select="concat(' of ', operator)"/></xsl:if>
      <xsl:text> in </xsl:text>
      <xsl:choose>
        <xsl:when test="not(country) or country = ''">a place that is not known</xsl:when>
        <xsl:otherwise><xsl:call-template name="country"/></xsl:otherwise>
      </xsl:choose>
      <xsl:if test="country_grade != ''"><xsl:value-of select="concat(' (grade ', country_grade, ')')"/></xsl:if>
      <xsl:if test="region != ''">
        <xsl:value-of select="concat(', region ', region)"/>
        <xsl:if test="region_grade != ''"><xsl:value-of select="concat(' (grade ', region_grade, ')')"/></xsl:if>
      </xsl:if>
      <xsl:variable name="class" select="$words/class[@id = current()/place_class]"/>
      <xsl:if test="$class"><xsl:value-of select="concat(', ', $class)"/></xsl:if>
    </xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="finding-when">
  <xsl:text>, </xsl:text>
  <xsl:if test="sightings &gt; 1">first </xsl:if>
  <xsl:text>on </xsl:text>
  <xsl:call-template name="time"><xsl:with-param name="at" select="first"/></xsl:call-template>
  <xsl:if test="sightings &gt; 1">
    <xsl:value-of select="concat(' and ', format-number(sightings, '#,##0'), ' times in all')"/>
    <xsl:if test="substring(first, 1, 19) != substring(last, 1, 19)">
      <xsl:text> until </xsl:text>
      <xsl:if test="substring(first, 1, 10) != substring(last, 1, 10)">
        <xsl:value-of select="concat(substring(last, 1, 10), ' ')"/>
      </xsl:if>
      <xsl:value-of select="substring(last, 12, 8)"/>
    </xsl:if>
  </xsl:if>
</xsl:template>

<xsl:template name="finding-consent">
  <xsl:value-of select="concat(', ', $words/consent[@id = current()/consent])"/>
  <xsl:if test="before = 1">, before the user could choose</xsl:if>
</xsl:template>

<xsl:template name="finding-rule">
  <xsl:variable name="verdict" select="$words/verdict[@id = current()/verdict]"/>
  <xsl:choose>
    <xsl:when test="verdict = 'not-judged' or not($verdict)">No rule applies.</xsl:when>
    <xsl:otherwise>
      <xsl:choose>
        <xsl:when test="verdict = 'review'">It is </xsl:when>
        <xsl:when test="verdict = 'permitted'">It stays </xsl:when>
        <xsl:otherwise>It </xsl:otherwise>
      </xsl:choose>
      <xsl:value-of select="concat($verdict, ' &#x2018;', rule_title, '&#x2019; (', severity, ')')"/>
      <xsl:call-template name="finding-reason"/>
    </xsl:otherwise>
  </xsl:choose>
</xsl:template>

<!-- The judge's own sentence. Where it begins with the verdict, which was just said, only what follows is told. -->
<xsl:template name="finding-reason">
  <xsl:choose>
    <xsl:when test="starts-with(reason, 'This departs from the rule: ') or starts-with(reason, 'This is within the rule: ')
        or starts-with(reason, 'This is for a person to review: ')">
      <xsl:value-of select="concat(': ', substring-after(reason, ': '))"/>
    </xsl:when>
    <xsl:when test="reason != ''"><xsl:value-of select="concat('. ', reason)"/></xsl:when>
    <xsl:otherwise>.</xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="finding-sure">
  <xsl:if test="not(type = 'transfer')">
    <xsl:variable name="tier" select="$words/tier[@id = current()/tier]"/>
    <xsl:value-of select="concat('Sureness of the datum: ', tier, ' (', $tier, ')')"/>
    <xsl:if test="grade != ''"><xsl:value-of select="concat('; of the judgement: grade ', grade)"/></xsl:if>
    <xsl:text>.</xsl:text>
  </xsl:if>
</xsl:template>

<xsl:template name="capital">
  <xsl:param name="text"/>
  <xsl:value-of select="concat(translate(substring($text, 1, 1), 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'),
    substring($text, 2))"/>
</xsl:template>

<xsl:template name="finding-fact">
  <xsl:variable name="what"><xsl:call-template name="finding-what"/></xsl:variable>
  <xsl:call-template name="capital"><xsl:with-param name="text" select="$what"/></xsl:call-template>
  <xsl:call-template name="finding-whom"/>
  <xsl:call-template name="finding-where"/>
  <xsl:call-template name="finding-when"/>
  <xsl:call-template name="finding-consent"/>
  <xsl:text>.</xsl:text>
</xsl:template>

<!-- Everything in one breath: the fact, the rule, how sure. -->
<xsl:template name="finding-sentence">
  <xsl:call-template name="finding-fact"/>
  <xsl:text> </xsl:text>
  <xsl:call-template name="finding-rule"/>
  <xsl:if test="not(type = 'transfer')"><xsl:text> </xsl:text></xsl:if>
  <xsl:call-template name="finding-sure"/>
</xsl:template>

<!-- What to type into Wireshark to see it, and its whole conversation. -->
<xsl:template name="filter-frame">
  <xsl:value-of select="concat('frame.number == ', frame)"/>
</xsl:template>

<xsl:template name="filter-flow">
  <xsl:variable name="ip"><xsl:choose><xsl:when test="contains(server_ip, ':')">ipv6</xsl:when><xsl:otherwise>ip</xsl:otherwise></xsl:choose></xsl:variable>
  <xsl:value-of select="concat($ip, '.addr == ', client_ip, ' &amp;&amp; ', $ip, '.addr == ', server_ip)"/>
  <xsl:if test="(transport = 'tcp' or transport = 'udp') and server_port &gt; 0">
    <xsl:value-of select="concat(' &amp;&amp; ', transport, '.port == ', client_port, ' &amp;&amp; ', transport, '.port == ', server_port)"/>
  </xsl:if>
</xsl:template>

<!-- ==== lists that are longer than a page ==== -->

<xsl:template name="rest-of-findings">
  <xsl:variable name="all" select="$answer/disclosures"/>
  <xsl:variable name="shown" select="count($report/findings/row)"/>
  <xsl:if test="$all &gt; $shown">
    <xsl:call-template name="count">
      <xsl:with-param name="n" select="$all - $shown"/>
      <xsl:with-param name="one" select="'more disclosure is'"/>
      <xsl:with-param name="many" select="'more disclosures are'"/>
    </xsl:call-template>
    <xsl:text> not told here; the whole list, one row a sighting, is in the CSV (report --format csv).</xsl:text>
  </xsl:if>
</xsl:template>

<!-- ==== what was not seen ==== -->

<xsl:template name="opaque-sentence">
  <xsl:call-template name="bytes"><xsl:with-param name="n" select="bytes_opaque"/></xsl:call-template>
  <xsl:text> in </xsl:text>
  <xsl:call-template name="count">
    <xsl:with-param name="n" select="flows"/>
    <xsl:with-param name="one" select="'flow'"/>
  </xsl:call-template>
</xsl:template>

<xsl:template name="loss-sentence">
  <xsl:value-of select="concat(format-number(count, '#,##0'), ' × ', loss)"/>
  <xsl:if test="detail != ''"><xsl:value-of select="concat(' (', detail, ')')"/></xsl:if>
  <xsl:if test="bytes &gt; 0">
    <xsl:text>, </xsl:text>
    <xsl:call-template name="bytes"><xsl:with-param name="n" select="bytes"/></xsl:call-template>
  </xsl:if>
  <xsl:if test="frame &gt; 0"><xsl:value-of select="concat(', first at frame ', frame)"/></xsl:if>
  <xsl:value-of select="concat(' of ', capture)"/>
  <xsl:if test="damage = 1">: damage</xsl:if>
</xsl:template>

<xsl:template name="opaque-note">
  <xsl:text>Opaque means that the content could not be read, not that it holds no personal data.</xsl:text>
</xsl:template>

<xsl:template name="unplaced-sentence">
  <xsl:if test="/report/unknown_places/row">
    <xsl:call-template name="count">
      <xsl:with-param name="n" select="sum(/report/unknown_places/row/flows)"/>
      <xsl:with-param name="one" select="'flow went'"/>
      <xsl:with-param name="many" select="'flows went'"/>
    </xsl:call-template>
    <xsl:text> to a place that is not known. </xsl:text>
  </xsl:if>
  <xsl:if test="$status/local_flows &gt; 0">
    <xsl:call-template name="count">
      <xsl:with-param name="n" select="$status/local_flows"/>
      <xsl:with-param name="one" select="'flow'"/>
    </xsl:call-template>
    <xsl:text> ended at a local address: the onward path was not seen. </xsl:text>
  </xsl:if>
  <xsl:if test="$status/stale_flows &gt; 0">
    <xsl:text>The places of </xsl:text>
    <xsl:call-template name="count">
      <xsl:with-param name="n" select="$status/stale_flows"/>
      <xsl:with-param name="one" select="'flow'"/>
    </xsl:call-template>
    <xsl:text> rest on data more than 12 months from the capture, and are graded down for it. </xsl:text>
  </xsl:if>
  <xsl:if test="$status/unattributed_flows &gt; 0">
    <xsl:call-template name="count">
      <xsl:with-param name="n" select="$status/unattributed_flows"/>
      <xsl:with-param name="one" select="'flow of no handset under audit was not judged'"/>
      <xsl:with-param name="many" select="'flows of no handset under audit were not judged'"/>
    </xsl:call-template>
    <xsl:text>. </xsl:text>
  </xsl:if>
</xsl:template>

<xsl:template name="case-sentence">
  <xsl:choose>
    <xsl:when test="not($made) ">The facts have not been assessed.</xsl:when>
    <xsl:when test="$made/case_name != ''">
      <xsl:value-of select="concat('Case ', $made/case_name)"/>
      <xsl:choose>
        <xsl:when test="$made/complete_from != ''">
          <xsl:text>; every act of consent between </xsl:text>
          <xsl:call-template name="time"><xsl:with-param name="at" select="$made/complete_from"/></xsl:call-template>
          <xsl:text> and </xsl:text>
          <xsl:call-template name="time"><xsl:with-param name="at" select="$made/complete_to"/></xsl:call-template>
          <xsl:text> is attested to be listed.</xsl:text>
        </xsl:when>
        <xsl:otherwise>; no window is attested in which every act of consent is listed.</xsl:otherwise>
      </xsl:choose>
    </xsl:when>
    <xsl:otherwise>No case was given: data were found by pattern, handsets were inferred, and consent is not recorded.</xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="fault-sentence">
  <xsl:value-of select="concat('This program failed (', what, ') on ')"/>
  <xsl:choose>
    <xsl:when test="frame != ''"><xsl:value-of select="concat('the flow that begins at frame ', frame)"/></xsl:when>
    <xsl:otherwise>one share of the flows</xsl:otherwise>
  </xsl:choose>
  <xsl:value-of select="concat(' of ', capture)"/>
</xsl:template>

<!-- ==== how it was made ==== -->

<xsl:template name="or-dash">
  <xsl:param name="text"/>
  <xsl:choose>
    <xsl:when test="$text != ''"><xsl:value-of select="$text"/></xsl:when>
    <xsl:otherwise>&#x2013;</xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="source-sentence">
  <xsl:value-of select="concat(file, ' (', type, '), data of ')"/>
  <xsl:choose>
    <xsl:when test="date != ''"><xsl:value-of select="date"/></xsl:when>
    <xsl:otherwise>unknown date</xsl:otherwise>
  </xsl:choose>
  <xsl:value-of select="concat(', SHA-256 ', sha256)"/>
</xsl:template>

<xsl:template name="made-sentence">
  <xsl:text>Report made on </xsl:text>
  <xsl:call-template name="time"><xsl:with-param name="at" select="$report/@now"/></xsl:call-template>
  <xsl:value-of select="concat(' by ', $report/@tool)"/>
  <xsl:if test="$report/@database"><xsl:value-of select="concat(' from ', $report/@database)"/></xsl:if>
  <xsl:text>.</xsl:text>
  <xsl:if test="$made/tool"><xsl:value-of select="concat(' Facts judged by ', $made/tool, '.')"/></xsl:if>
  <xsl:text> Times are UTC by the clock of the captures</xsl:text>
  <xsl:if test="$made/clock_uncertainty &gt; 0">
    <xsl:value-of select="concat(', which the case takes to be right within ', $made/clock_uncertainty, ' s')"/>
  </xsl:if>
  <xsl:text>.</xsl:text>
</xsl:template>

<xsl:template name="custody-head">
  <xsl:call-template name="count">
    <xsl:with-param name="n" select="$made/custody_number"/>
    <xsl:with-param name="one" select="'entry'"/>
    <xsl:with-param name="many" select="'entries'"/>
  </xsl:call-template>
  <xsl:text>, head </xsl:text>
</xsl:template>

<xsl:template name="handset-sentence">
  <xsl:value-of select="concat('Handset ', handset)"/>
  <xsl:if test="model != ''"><xsl:value-of select="concat(', ', model)"/></xsl:if>
  <xsl:if test="rom_build != ''"><xsl:value-of select="concat(', firmware ', rom_branch, ' ', rom_build)"/></xsl:if>
  <xsl:if test="subject_country != ''">
    <xsl:text>, of a person in </xsl:text>
    <xsl:call-template name="country"><xsl:with-param name="id" select="subject_country"/></xsl:call-template>
  </xsl:if>
  <xsl:if test="address != ''"><xsl:value-of select="concat(', ', address)"/></xsl:if>
  <xsl:if test="mac != ''"><xsl:value-of select="concat(', ', mac)"/></xsl:if>
  <xsl:value-of select="concat(': ', reason)"/>
</xsl:template>

<xsl:template name="capture-sentence">
  <xsl:value-of select="concat('Capture ', capture, ': ')"/>
  <xsl:call-template name="count"><xsl:with-param name="n" select="packets"/><xsl:with-param name="one" select="'packet'"/></xsl:call-template>
  <xsl:text>, </xsl:text>
  <xsl:call-template name="count"><xsl:with-param name="n" select="flows"/><xsl:with-param name="one" select="'flow'"/></xsl:call-template>
  <xsl:text>, </xsl:text>
  <xsl:call-template name="bytes"><xsl:with-param name="n" select="size"/></xsl:call-template>
  <xsl:if test="first_at != ''">
    <xsl:text>, from </xsl:text>
    <xsl:call-template name="time"><xsl:with-param name="at" select="first_at"/></xsl:call-template>
    <xsl:text> to </xsl:text>
    <xsl:call-template name="time"><xsl:with-param name="at" select="last_at"/></xsl:call-template>
  </xsl:if>
  <xsl:value-of select="concat('; ', format, '; ', links)"/>
  <xsl:if test="complete = 0">; not read to the end</xsl:if>
  <xsl:if test="damaged = 1">; damaged</xsl:if>
</xsl:template>

<!-- ==== timeline ==== -->

<xsl:template name="event-sentence">
  <xsl:choose>
    <xsl:when test="type = 'step'">
      <xsl:text>Step: </xsl:text>
      <xsl:value-of select="what"/>
    </xsl:when>
    <xsl:when test="type = 'consent'">
      <xsl:value-of select="concat('Consent ', what)"/>
      <xsl:if test="services != ''"><xsl:value-of select="concat(' for ', services)"/></xsl:if>
      <xsl:if test="data = 'any'">: all data</xsl:if>
      <xsl:if test="data != '' and data != 'any'">
        <xsl:text>: </xsl:text>
        <xsl:call-template name="kind-list"><xsl:with-param name="list" select="data"/></xsl:call-template>
      </xsl:if>
      <xsl:if test="places != ''"><xsl:value-of select="concat(', to ', places)"/></xsl:if>
    </xsl:when>
    <xsl:otherwise>
      <xsl:call-template name="count">
        <xsl:with-param name="n" select="disclosures"/>
        <xsl:with-param name="one" select="'disclosure'"/>
      </xsl:call-template>
      <xsl:text> first seen</xsl:text>
      <xsl:if test="without &gt; 0">
        <xsl:value-of select="concat(', ', format-number(without, '#,##0'), ' without consent')"/>
      </xsl:if>
      <xsl:if test="kind != ''">
        <xsl:text>: </xsl:text>
        <xsl:call-template name="kind-list"><xsl:with-param name="list" select="kind"/></xsl:call-template>
      </xsl:if>
    </xsl:otherwise>
  </xsl:choose>
  <xsl:if test="handset != '' and type"><xsl:value-of select="concat(' (', handset, ')')"/></xsl:if>
</xsl:template>

<!-- imei,imsi as "IMEI, IMSI" -->
<xsl:template name="kind-list">
  <xsl:param name="list"/>
  <xsl:variable name="rest" select="substring-after($list, ',')"/>
  <xsl:call-template name="kind">
    <xsl:with-param name="id" select="substring-before(concat($list, ','), ',')"/>
  </xsl:call-template>
  <xsl:if test="$rest != ''">
    <xsl:text>, </xsl:text>
    <xsl:call-template name="kind-list"><xsl:with-param name="list" select="$rest"/></xsl:call-template>
  </xsl:if>
</xsl:template>

<!-- What the grades mean, once. -->
<xsl:template name="grades-note">
  <xsl:text>Grades of places: </xsl:text>
  <xsl:for-each select="$words/grade">
    <xsl:value-of select="concat(@id, ' ', .)"/>
    <xsl:if test="position() != last()">; </xsl:if>
  </xsl:for-each>
  <xsl:text>. Data more than 12 months from the capture count one grade less.</xsl:text>
</xsl:template>

</xsl:stylesheet>
