<?xml version="1.0" encoding="UTF-8"?>
<!--
  The sentences of the reports: html.xsl and text.xsl both include this file. Their wording is in the catalogues (say.xsl); here
  is which of them is said, and what stands in its slots. Everything here yields plain text.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

<xsl:include href="say.xsl"/>
<xsl:include href="sentence-made.xsl"/>
<xsl:include href="sentence-sessions.xsl"/>
<xsl:include href="sentence-signals.xsl"/>

<xsl:variable name="made" select="/report/made/row"/>
<xsl:variable name="answer" select="/report/answer/row"/>
<xsl:variable name="status" select="/report/status/row"/>

<!-- The rows of sums, by what a table adds them up. -->
<xsl:key name="sums-country" match="sums/row" use="concat(country, local &gt; 0)"/>
<xsl:key name="sums-consent" match="sums/row" use="concat(country, local &gt; 0, ' ', consent)"/>
<xsl:key name="sums-kind" match="sums/row" use="kind"/>
<xsl:key name="sums-service" match="sums/row" use="string(service)"/>
<xsl:key name="sums-kind-service" match="sums/row" use="concat(kind, ' ', service)"/>

<!-- One row for each country, kind and service that disclosures went to; a row stands for all that its key finds. -->
<xsl:variable name="countries" select="/report/sums/row[generate-id() = generate-id(key('sums-country', concat(country, local &gt; 0))[1])]"/>
<xsl:variable name="kinds" select="/report/sums/row[generate-id() = generate-id(key('sums-kind', kind)[1])]"/>
<xsl:variable name="services" select="/report/sums/row[generate-id() = generate-id(key('sums-service', string(service))[1])]"/>

<!-- The states of consent that occur, in the order of the catalogue. -->
<xsl:variable name="used-consent" select="$words/consent[@id = $report/sums/row/consent]"/>

<!-- ==== the answer ==== -->

<xsl:template name="named-countries">
  <xsl:variable name="list">
    <xsl:for-each select="$countries[country != '']">
      <xsl:sort select="sum(key('sums-country', concat(country, local &gt; 0))/disclosures)" data-type="number" order="descending"/>
      <xsl:sort select="country"/>
      <xsl:if test="position() &lt;= 5">
        <xsl:if test="position() &gt; 1"><xsl:value-of select="$say[@id = 'list-comma']"/></xsl:if>
        <xsl:call-template name="country"/>
      </xsl:if>
    </xsl:for-each>
  </xsl:variable>
  <xsl:choose>
    <xsl:when test="$answer/countries &gt; 5">
      <xsl:call-template name="say"><xsl:with-param name="id">and-others</xsl:with-param><xsl:with-param name="with"><list><xsl:value-of select="$list"/></list></xsl:with-param></xsl:call-template>
    </xsl:when>
    <xsl:otherwise><xsl:value-of select="$list"/></xsl:otherwise>
  </xsl:choose>
</xsl:template>

<!-- "1 country (China) and 2 to places that are not known"; without what follows "and" where n is 0. -->
<xsl:template name="to-and">
  <xsl:param name="id"/>
  <xsl:param name="n"/>
  <xsl:param name="to"/>
  <xsl:choose>
    <xsl:when test="$n &gt; 0">
      <xsl:call-template name="say">
        <xsl:with-param name="id" select="$id"/>
        <xsl:with-param name="n" select="$n"/>
        <xsl:with-param name="with"><to><xsl:value-of select="$to"/></to></xsl:with-param>
      </xsl:call-template>
    </xsl:when>
    <xsl:otherwise><xsl:value-of select="$to"/></xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="to-countries">
  <xsl:variable name="to">
    <xsl:call-template name="say">
      <xsl:with-param name="id">to-countries</xsl:with-param>
      <xsl:with-param name="n" select="$answer/countries"/>
      <xsl:with-param name="with"><countries><xsl:call-template name="named-countries"/></countries></xsl:with-param>
    </xsl:call-template>
  </xsl:variable>
  <xsl:variable name="known">
    <xsl:choose>
      <xsl:when test="$answer/countries &gt; 0"><xsl:value-of select="$to"/></xsl:when>
      <xsl:when test="$answer/unplaced &gt; 0"><xsl:value-of select="$say[@id = 'to-unknown']"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="$say[@id = 'to-local']"/></xsl:otherwise>
    </xsl:choose>
  </xsl:variable>
  <xsl:variable name="and-unknown">
    <xsl:call-template name="to-and">
      <xsl:with-param name="id">to-and-unknown</xsl:with-param>
      <xsl:with-param name="n" select="$answer/unplaced * ($answer/countries &gt; 0)"/>
      <xsl:with-param name="to" select="$known"/>
    </xsl:call-template>
  </xsl:variable>
  <xsl:call-template name="to-and">
    <xsl:with-param name="id">to-and-local</xsl:with-param>
    <xsl:with-param name="n" select="$answer/local * ($answer/countries + $answer/unplaced &gt; 0)"/>
    <xsl:with-param name="to" select="$and-unknown"/>
  </xsl:call-template>
</xsl:template>

<!-- "4 without consent", or the words for none. -->
<xsl:template name="some-or-none">
  <xsl:param name="id"/>
  <xsl:param name="n"/>
  <xsl:choose>
    <xsl:when test="$n = 0"><xsl:value-of select="$say[@id = concat($id, '-none')]"/></xsl:when>
    <xsl:otherwise><xsl:call-template name="count"><xsl:with-param name="id" select="$id"/><xsl:with-param name="n" select="$n"/></xsl:call-template></xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="answer-consent">
  <xsl:choose>
    <xsl:when test="$answer/unknown = $answer/disclosures">
      <xsl:call-template name="count"><xsl:with-param name="id">all-unknown</xsl:with-param><xsl:with-param name="n" select="$answer/disclosures"/></xsl:call-template>
    </xsl:when>
    <xsl:otherwise>
      <xsl:call-template name="some-or-none"><xsl:with-param name="id">without</xsl:with-param><xsl:with-param name="n" select="$answer/without"/></xsl:call-template>
      <xsl:if test="$answer/unknown &gt; 0">
        <xsl:value-of select="$say[@id = 'comma']"/>
        <xsl:call-template name="count"><xsl:with-param name="id">unknown</xsl:with-param><xsl:with-param name="n" select="$answer/unknown"/></xsl:call-template>
      </xsl:if>
      <xsl:if test="$answer/before != ''">
        <xsl:value-of select="$say[@id = 'comma']"/>
        <xsl:call-template name="some-or-none"><xsl:with-param name="id">before</xsl:with-param><xsl:with-param name="n" select="$answer/before"/></xsl:call-template>
      </xsl:if>
    </xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="opaque-share">
  <xsl:call-template name="say">
    <xsl:with-param name="id">opaque-share</xsl:with-param>
    <xsl:with-param name="n" select="$status/opaque_flows"/>
    <xsl:with-param name="with">
      <flows><xsl:call-template name="count"><xsl:with-param name="id">flows</xsl:with-param><xsl:with-param name="n" select="$status/flows"/></xsl:call-template></flows>
      <percent>
        <xsl:call-template name="percent">
          <xsl:with-param name="of" select="$status/opaque_flows"/>
          <xsl:with-param name="all" select="$status/flows"/>
        </xsl:call-template>
      </percent>
    </xsl:with-param>
  </xsl:call-template>
</xsl:template>

<xsl:template name="empty-note">
  <xsl:if test="$status/empty_flows &gt; 0">
    <xsl:value-of select="$words/@space"/>
    <xsl:call-template name="count"><xsl:with-param name="id">empty-note</xsl:with-param><xsl:with-param name="n" select="$status/empty_flows"/></xsl:call-template>
  </xsl:if>
</xsl:template>

<!-- Where no flow of a handset was read, "nothing was seen" would clear what nobody looked at. -->
<xsl:variable name="judged" select="$status/flows + $answer/disclosures &gt; 0"/>

<xsl:template name="answer">
  <xsl:choose>
    <xsl:when test="not($judged)"><xsl:value-of select="$say[@id = 'answer-nothing']"/></xsl:when>
    <xsl:when test="$answer/disclosures = 0">
      <xsl:call-template name="say">
        <xsl:with-param name="id">answer-none</xsl:with-param>
        <xsl:with-param name="with"><opaque><xsl:call-template name="opaque-share"/></opaque></xsl:with-param>
      </xsl:call-template>
    </xsl:when>
    <xsl:otherwise>
      <xsl:call-template name="say">
        <xsl:with-param name="id">answer</xsl:with-param>
        <xsl:with-param name="n" select="$answer/disclosures"/>
        <xsl:with-param name="with">
          <to><xsl:call-template name="to-countries"/></to>
          <consent><xsl:call-template name="answer-consent"/></consent>
        </xsl:with-param>
      </xsl:call-template>
    </xsl:otherwise>
  </xsl:choose>
</xsl:template>

<!-- "3 disclosures", and where there are any: "and 2 flows without a readable datum". -->
<xsl:template name="with-flows">
  <xsl:param name="disclosures"/>
  <xsl:param name="flows"/>
  <xsl:param name="verb"/>
  <xsl:variable name="first"><xsl:call-template name="count"><xsl:with-param name="id" select="concat('disclosures', $verb)"/><xsl:with-param name="n" select="$disclosures"/></xsl:call-template></xsl:variable>
  <xsl:choose>
    <xsl:when test="$flows &gt; 0">
      <xsl:call-template name="say">
        <xsl:with-param name="id">and</xsl:with-param>
        <xsl:with-param name="with">
          <a><xsl:value-of select="$first"/></a>
          <b><xsl:call-template name="count"><xsl:with-param name="id" select="concat('transfers', $verb)"/><xsl:with-param name="n" select="$flows"/></xsl:call-template></b>
        </xsl:with-param>
      </xsl:call-template>
    </xsl:when>
    <xsl:otherwise><xsl:value-of select="$first"/></xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="rules-answer">
  <xsl:choose>
    <xsl:when test="$answer/breach + $status/transfers_breach + $answer/review + $status/transfers_review = 0">
      <xsl:value-of select="$say[@id = 'nothing-departs']"/>
    </xsl:when>
    <xsl:otherwise>
      <xsl:call-template name="say">
        <xsl:with-param name="id">departs-and-review</xsl:with-param>
        <xsl:with-param name="n" select="$answer/review + $status/transfers_review"/>
        <xsl:with-param name="with">
          <departs>
            <xsl:call-template name="with-flows">
              <xsl:with-param name="disclosures" select="$answer/breach"/><xsl:with-param name="flows" select="$status/transfers_breach"/><xsl:with-param name="verb">-depart</xsl:with-param>
            </xsl:call-template>
          </departs>
          <review>
            <xsl:call-template name="with-flows">
              <xsl:with-param name="disclosures" select="$answer/review"/><xsl:with-param name="flows" select="$status/transfers_review"/>
            </xsl:call-template>
          </review>
        </xsl:with-param>
      </xsl:call-template>
    </xsl:otherwise>
  </xsl:choose>
</xsl:template>

<!-- The second sentence: what the rules say, and what could not be read. -->
<xsl:template name="answer-rules">
  <xsl:choose>
    <xsl:when test="not($judged)"><xsl:value-of select="$say[@id = 'nothing-judged']"/></xsl:when>
    <xsl:otherwise>
      <xsl:call-template name="say">
        <xsl:with-param name="id"><xsl:choose><xsl:when test="$answer/disclosures = 0">sentence</xsl:when><xsl:otherwise>rules-and-opaque</xsl:otherwise></xsl:choose></xsl:with-param>
        <xsl:with-param name="with">
          <what><xsl:call-template name="rules-answer"/></what>
          <opaque><xsl:call-template name="opaque-share"/></opaque>
        </xsl:with-param>
      </xsl:call-template>
    </xsl:otherwise>
  </xsl:choose>
</xsl:template>

<!-- One more sentence where its number is not 0. -->
<xsl:template name="if-any">
  <xsl:param name="id"/>
  <xsl:param name="n"/>
  <xsl:if test="$n &gt; 0">
    <xsl:call-template name="count"><xsl:with-param name="id" select="$id"/><xsl:with-param name="n" select="$n"/></xsl:call-template>
    <xsl:value-of select="$words/@space"/>
  </xsl:if>
</xsl:template>

<!-- What a reader must know before the counts: "" where the whole input was read. -->
<xsl:template name="warning">
  <xsl:call-template name="if-any"><xsl:with-param name="id">warn-no-capture</xsl:with-param><xsl:with-param name="n" select="number($status/captures = 0)"/></xsl:call-template>
  <xsl:call-template name="if-any"><xsl:with-param name="id">warn-no-flow</xsl:with-param><xsl:with-param name="n" select="number($status/captures &gt; $status/incomplete and $status/unattributed_flows = 0 and not($judged))"/></xsl:call-template>
  <xsl:call-template name="if-any"><xsl:with-param name="id">warn-no-handset</xsl:with-param><xsl:with-param name="n" select="$status/unattributed_flows * not($judged)"/></xsl:call-template>
  <xsl:call-template name="if-any"><xsl:with-param name="id">warn-incomplete</xsl:with-param><xsl:with-param name="n" select="$status/incomplete"/></xsl:call-template>
  <xsl:call-template name="if-any"><xsl:with-param name="id">warn-damaged</xsl:with-param><xsl:with-param name="n" select="$status/damaged"/></xsl:call-template>
  <xsl:call-template name="if-any"><xsl:with-param name="id">warn-faults</xsl:with-param><xsl:with-param name="n" select="$status/faults"/></xsl:call-template>
  <xsl:call-template name="if-any"><xsl:with-param name="id">warn-sums</xsl:with-param><xsl:with-param name="n" select="count($report/sums/@more)"/></xsl:call-template>
  <xsl:call-template name="if-any"><xsl:with-param name="id">warn-not-assessed</xsl:with-param><xsl:with-param name="n" select="number($status/assessed = 0)"/></xsl:call-template>
</xsl:template>

<!-- ==== one finding ==== -->

<xsl:template name="finding-datum">
  <xsl:variable name="datum" select="$words/kind[@id = current()/kind]"/>
  <xsl:variable name="form" select="$words/form[@id = current()/form]"/>
  <xsl:call-template name="say">
    <xsl:with-param name="id"><xsl:choose><xsl:when test="form != 'plain' and form != ''">datum-in-form</xsl:when><xsl:otherwise>datum</xsl:otherwise></xsl:choose></xsl:with-param>
    <xsl:with-param name="with">
      <datum>
        <xsl:value-of select="$datum"/>
        <xsl:if test="not($datum)">
          <xsl:call-template name="say"><xsl:with-param name="id">kind-other</xsl:with-param><xsl:with-param name="with"><kind><xsl:value-of select="kind"/></kind></xsl:with-param></xsl:call-template>
        </xsl:if>
      </datum>
      <form>
        <xsl:value-of select="$form"/>
        <xsl:if test="not($form)">
          <xsl:call-template name="say"><xsl:with-param name="id">form-other</xsl:with-param><xsl:with-param name="with"><form><xsl:value-of select="form"/></form></xsl:with-param></xsl:call-template>
        </xsl:if>
      </form>
      <masked><xsl:value-of select="masked"/></masked>
    </xsl:with-param>
  </xsl:call-template>
</xsl:template>

<!-- One app or several, by the names that PCAPdroid gave them. -->
<xsl:template name="finding-apps"><xsl:call-template name="names"><xsl:with-param name="list" select="apps"/></xsl:call-template></xsl:template>

<!-- What was sent where no datum was found: read, opaque, some of both, or nothing. -->
<xsl:template name="finding-traffic">
  <xsl:call-template name="say">
    <xsl:with-param name="id">
      <xsl:choose>
        <xsl:when test="bytes_read &gt; 0 and bytes_opaque &gt; 0">traffic-partly</xsl:when>
        <xsl:when test="bytes_opaque &gt; 0">traffic-opaque</xsl:when>
        <xsl:when test="bytes_up &gt; 0">traffic-clear</xsl:when>
        <xsl:otherwise>traffic-empty</xsl:otherwise>
      </xsl:choose>
    </xsl:with-param>
    <xsl:with-param name="with">
      <bytes><xsl:call-template name="bytes"><xsl:with-param name="n" select="bytes_up"/></xsl:call-template></bytes>
      <opaque><xsl:call-template name="bytes"><xsl:with-param name="n" select="bytes_opaque"/></xsl:call-template></opaque>
    </xsl:with-param>
  </xsl:call-template>
</xsl:template>

<xsl:template name="finding-what">
  <xsl:variable name="sort"><xsl:choose><xsl:when test="type = 'transfer'">traffic</xsl:when><xsl:otherwise>datum</xsl:otherwise></xsl:choose></xsl:variable>
  <xsl:variable name="what">
    <xsl:choose>
      <xsl:when test="type = 'transfer'"><xsl:call-template name="finding-traffic"/></xsl:when>
      <xsl:otherwise><xsl:call-template name="finding-datum"/></xsl:otherwise>
    </xsl:choose>
  </xsl:variable>
  <xsl:choose>
    <xsl:when test="handset = '' or not(handset)"><xsl:value-of select="$what"/></xsl:when>
    <xsl:otherwise>
      <xsl:call-template name="say">
        <xsl:with-param name="id"><xsl:value-of select="$sort"/><xsl:choose><xsl:when test="apps != ''">-of-app</xsl:when><xsl:otherwise>-of-handset</xsl:otherwise></xsl:choose></xsl:with-param>
        <xsl:with-param name="n" select="string-length(apps) - string-length(translate(apps, ',', '')) + 1"/>
        <xsl:with-param name="with">
          <what><xsl:value-of select="$what"/></what>
          <handset><xsl:value-of select="handset"/></handset>
          <apps><xsl:call-template name="finding-apps"/></apps>
        </xsl:with-param>
      </xsl:call-template>
    </xsl:otherwise>
  </xsl:choose>
</xsl:template>

<!-- "IMEI to China": the finding's heading. -->
<xsl:template name="finding-title">
  <xsl:call-template name="say">
    <xsl:with-param name="id">finding-title</xsl:with-param>
    <xsl:with-param name="with">
      <what><xsl:choose><xsl:when test="type = 'transfer'"><xsl:value-of select="$say[@id = 'traffic']"/></xsl:when><xsl:otherwise><xsl:call-template name="kind"/></xsl:otherwise></xsl:choose></what>
      <place>
        <xsl:choose>
          <xsl:when test="place_class = 'local'"><xsl:value-of select="$say[@id = 'a-local-address']"/></xsl:when>
          <xsl:when test="country != ''"><xsl:call-template name="country"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="$say[@id = 'a-place-unknown']"/></xsl:otherwise>
        </xsl:choose>
      </place>
    </xsl:with-param>
  </xsl:call-template>
</xsl:template>

<xsl:template name="finding-whom">
  <xsl:choose>
    <xsl:when test="service != '' and owner != ''">
      <xsl:call-template name="say">
        <xsl:with-param name="id">service-of</xsl:with-param>
        <xsl:with-param name="with"><service><xsl:call-template name="service-name"/></service><owner><xsl:call-template name="owner-name"/></owner></xsl:with-param>
      </xsl:call-template>
    </xsl:when>
    <xsl:when test="service != ''"><xsl:call-template name="service-name"/></xsl:when>
    <xsl:otherwise><xsl:value-of select="$say[@id = 'a-service-unnamed']"/></xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="one-host">
  <xsl:call-template name="say">
    <xsl:with-param name="id">
      <xsl:choose>
        <xsl:when test="(not(host) or host = '') and (not(server_ip) or server_ip = '')">host-withheld</xsl:when>
        <xsl:when test="not(host) or host = ''">host-unnamed</xsl:when>
        <xsl:when test="host_source = 'dns-uncertain'">host-uncertain</xsl:when>
        <xsl:otherwise>host</xsl:otherwise>
      </xsl:choose>
    </xsl:with-param>
    <xsl:with-param name="with"><host><xsl:value-of select="host"/></host><address><xsl:value-of select="server_ip"/></address></xsl:with-param>
  </xsl:call-template>
</xsl:template>

<!-- A service that no catalogue names may be many: who reads one host's name must know that there are others. -->
<xsl:template name="finding-host">
  <xsl:choose>
    <xsl:when test="hosts &gt; 1">
      <xsl:call-template name="say">
        <xsl:with-param name="id">host-and-more</xsl:with-param>
        <xsl:with-param name="n" select="hosts - 1"/>
        <xsl:with-param name="with"><host><xsl:call-template name="one-host"/></host></xsl:with-param>
      </xsl:call-template>
    </xsl:when>
    <xsl:otherwise><xsl:call-template name="one-host"/></xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="graded">
  <xsl:param name="what"/>
  <xsl:param name="grade"/>
  <xsl:choose>
    <xsl:when test="$grade != ''">
      <xsl:call-template name="say">
        <xsl:with-param name="id">graded</xsl:with-param>
        <xsl:with-param name="with"><what><xsl:value-of select="$what"/></what><grade><xsl:value-of select="$grade"/></grade></xsl:with-param>
      </xsl:call-template>
    </xsl:when>
    <xsl:otherwise><xsl:value-of select="$what"/></xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="finding-place">
  <xsl:variable name="country">
    <xsl:choose>
      <xsl:when test="not(country) or country = ''"><xsl:value-of select="$say[@id = 'in-place-unknown']"/></xsl:when>
      <xsl:otherwise><xsl:call-template name="country"/></xsl:otherwise>
    </xsl:choose>
  </xsl:variable>
  <xsl:variable name="place"><xsl:call-template name="graded"><xsl:with-param name="what" select="$country"/><xsl:with-param name="grade" select="country_grade"/></xsl:call-template></xsl:variable>
  <xsl:choose>
    <xsl:when test="region != ''">
      <xsl:call-template name="say">
        <xsl:with-param name="id">place-region</xsl:with-param>
        <xsl:with-param name="with">
          <place><xsl:value-of select="$place"/></place>
          <region><xsl:call-template name="graded"><xsl:with-param name="what" select="region"/><xsl:with-param name="grade" select="region_grade"/></xsl:call-template></region>
        </xsl:with-param>
      </xsl:call-template>
    </xsl:when>
    <xsl:otherwise><xsl:value-of select="$place"/></xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="finding-where">
  <xsl:variable name="class" select="$words/class[@id = current()/place_class]"/>
  <xsl:choose>
    <xsl:when test="place_class = 'local'"><xsl:value-of select="$class"/></xsl:when>
    <xsl:otherwise>
      <xsl:call-template name="say">
        <xsl:with-param name="id"><xsl:choose><xsl:when test="operator != ''">server-of</xsl:when><xsl:otherwise>server</xsl:otherwise></xsl:choose></xsl:with-param>
        <xsl:with-param name="with"><operator><xsl:value-of select="operator"/></operator><place><xsl:call-template name="finding-place"/></place></xsl:with-param>
      </xsl:call-template>
      <xsl:if test="$class"><xsl:value-of select="concat($say[@id = 'comma'], $class)"/></xsl:if>
    </xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="finding-when">
  <xsl:variable name="same-day" select="substring(first, 1, 10) = substring(last, 1, 10)"/>
  <xsl:call-template name="say">
    <xsl:with-param name="id">
      <xsl:choose>
        <xsl:when test="not(sightings &gt; 1)">when-once</xsl:when>
        <xsl:when test="substring(first, 1, 19) = substring(last, 1, 19)">when-often</xsl:when>
        <xsl:otherwise>when-until</xsl:otherwise>
      </xsl:choose>
    </xsl:with-param>
    <xsl:with-param name="n" select="sightings"/>
    <xsl:with-param name="with">
      <first><xsl:call-template name="time"><xsl:with-param name="at" select="first"/></xsl:call-template></first>
      <last>
        <xsl:if test="not($same-day)"><xsl:call-template name="time"><xsl:with-param name="at" select="last"/><xsl:with-param name="zone" select="false()"/></xsl:call-template></xsl:if>
        <xsl:if test="$same-day"><xsl:value-of select="substring(last, 12, 8)"/></xsl:if>
      </last>
    </xsl:with-param>
  </xsl:call-template>
</xsl:template>

<xsl:template name="finding-consent">
  <xsl:variable name="consent" select="$words/consent[@id = current()/consent]"/>
  <xsl:choose>
    <xsl:when test="before = 1">
      <xsl:call-template name="say"><xsl:with-param name="id">consent-before</xsl:with-param><xsl:with-param name="with"><consent><xsl:value-of select="$consent"/></consent></xsl:with-param></xsl:call-template>
    </xsl:when>
    <xsl:otherwise><xsl:value-of select="$consent"/></xsl:otherwise>
  </xsl:choose>
</xsl:template>

<!-- The judge's own sentence, in the language of the rules. Where it begins with the verdict only what follows is told. -->
<xsl:template name="finding-reason">
  <xsl:choose>
    <xsl:when test="verdict = 'not-judged' or verdict = ''"/>
    <xsl:when test="starts-with(reason, 'This departs from the rule: ') or starts-with(reason, 'This is within the rule: ')
        or starts-with(reason, 'This is for a person to review: ')"><xsl:value-of select="substring-after(reason, ': ')"/></xsl:when>
    <xsl:otherwise><xsl:value-of select="reason"/></xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="finding-rule-words">
  <xsl:choose>
    <xsl:when test="verdict = 'not-judged' or not($words/verdict[@id = current()/verdict])"><xsl:value-of select="$say[@id = 'rule-none']"/></xsl:when>
    <xsl:otherwise>
      <xsl:variable name="reason"><xsl:call-template name="finding-reason"/></xsl:variable>
      <xsl:call-template name="say">
        <xsl:with-param name="id">
          <xsl:value-of select="concat('rule-', verdict)"/>
          <xsl:if test="$reason != '' and $reason != reason">-because</xsl:if>
        </xsl:with-param>
        <xsl:with-param name="with"><rule><xsl:value-of select="rule_title"/></rule><severity><xsl:call-template name="severity"/></severity></xsl:with-param>
      </xsl:call-template>
    </xsl:otherwise>
  </xsl:choose>
</xsl:template>

<xsl:template name="finding-sure">
  <xsl:if test="not(type = 'transfer')">
    <xsl:variable name="tier" select="$words/tier[@id = current()/tier]"/>
    <xsl:call-template name="say">
      <xsl:with-param name="id"><xsl:choose><xsl:when test="grade != ''">sure-graded</xsl:when><xsl:otherwise>sure</xsl:otherwise></xsl:choose></xsl:with-param>
      <xsl:with-param name="with"><tier><xsl:value-of select="$tier/@title"/></tier><why><xsl:value-of select="$tier"/></why><grade><xsl:value-of select="grade"/></grade></xsl:with-param>
    </xsl:call-template>
  </xsl:if>
</xsl:template>

<xsl:template name="finding-fact">
  <xsl:variable name="fact">
    <xsl:call-template name="say">
      <xsl:with-param name="id">fact</xsl:with-param>
      <xsl:with-param name="with">
        <what><xsl:call-template name="finding-what"/></what>
        <whom><xsl:call-template name="finding-whom"/></whom>
        <host><xsl:call-template name="finding-host"/></host>
        <where><xsl:call-template name="finding-where"/></where>
        <when><xsl:call-template name="finding-when"/></when>
        <consent><xsl:call-template name="finding-consent"/></consent>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:variable>
  <xsl:call-template name="capital"><xsl:with-param name="text" select="$fact"/></xsl:call-template>
</xsl:template>

<xsl:template name="finding-rule">
  <xsl:variable name="reason"><xsl:call-template name="finding-reason"/></xsl:variable>
  <xsl:call-template name="finding-rule-words"/>
  <xsl:if test="$reason != ''">
    <xsl:value-of select="concat(' ', $reason)"/>
  </xsl:if>
</xsl:template>

<!-- Everything in one breath: the fact, the rule, how sure. -->
<xsl:template name="finding-sentence">
  <xsl:call-template name="finding-fact"/>
  <xsl:value-of select="$words/@space"/>
  <xsl:call-template name="finding-rule"/>
  <xsl:if test="not(type = 'transfer')"><xsl:text> </xsl:text></xsl:if>
  <xsl:call-template name="finding-sure"/>
</xsl:template>

<!-- The end of a sentence's id where what has the frame's number is the entry of a HAR file. -->
<xsl:template name="of-entry"><xsl:if test="unit = 'entry'">-entry</xsl:if></xsl:template>

<!-- What to type into Wireshark to see it, and its whole conversation: for packets alone. -->
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
  <xsl:variable name="rest" select="$answer/disclosures - count($report/findings/row)"/>
  <xsl:if test="$rest &gt; 0"><xsl:call-template name="count"><xsl:with-param name="id">rest-of-findings</xsl:with-param><xsl:with-param name="n" select="$rest"/></xsl:call-template></xsl:if>
</xsl:template>

</xsl:stylesheet>
