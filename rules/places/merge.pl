#!/usr/bin/perl
# merge.pl NODE_MODULES PLACES_DIR OUT.mmdb: joins the country, registration and AS tables of ip-location-db
# into one MMDB and, inside the cloud operators of regions.yaml, adds what DB-IP City says of state and region.
# The same input gives the same bytes.
use strict;
use warnings;
use JSON::PP;
use Socket qw(AF_INET AF_INET6 inet_ntop inet_pton);
use Time::Local qw(timegm);
use MaxMind::DB::Reader;
use MaxMind::DB::Writer::Tree;
use YAML::XS;

die "usage: merge.pl NODE_MODULES PLACES_DIR OUT.mmdb\n" if @ARGV != 3;
my ($modules, $here, $out) = @ARGV;
my $db = "$modules/\@ip-location-db";

my %type_of = (
	autonomous_system_number       => 'uint32',
	autonomous_system_organization => 'utf8_string',
	country                        => 'map',
	iso_code                       => 'utf8_string',
	provider                       => 'utf8_string',
	region                         => 'utf8_string',
	registered_country             => 'map',
	subdivision                    => 'utf8_string',
);

my ($operator_of, $inferred, $subdivision_of) = read_rules();

# The oldest source dates the whole: what grows stale must not look younger than it is.
my ($epoch, @versions);
for my $package (qw(dbip-country asn dbip-city-mmdb asn-country)) {
	my $version = decode_json(slurp("$db/$package/package.json"))->{version};
	my ($y, $m, $d, $h) = $version =~ /\.(\d{4})(\d\d)(\d\d)(\d\d)$/ or die "$package: no date in version: '$version'\n";
	my $at = timegm(0, 0, $h, $d, $m - 1, $y);
	$epoch = $at if !defined $epoch || $at < $epoch;
	push @versions, "$package $version";
}

my $tree = MaxMind::DB::Writer::Tree->new(
	ip_version               => 6,
	record_size              => 24,
	database_type            => 'phonehome-places',
	languages                => ['en'],
	description              => { en => 'Country, registration country, AS and cloud region, merged from @ip-location-db '
			. join(', ', @versions)
			. '. IP Geolocation by DB-IP (https://db-ip.com); ASN data: University of Oregon Route Views, NRO, DB-IP (CC BY 4.0), modified' },
	map_key_type_callback    => sub { $type_of{ $_[0] } },
	remove_reserved_networks => 0,
	_build_epoch             => $epoch,
);

for my $family (AF_INET, AF_INET6) {
	my $v = $family == AF_INET ? 'ipv4' : 'ipv6';
	my @tables = map { read_ranges("$db/$_-$v.csv", $family) } qw(dbip-country/dbip-country asn-country/asn-country asn/asn);
	my $city = city_walker("$db/dbip-city-mmdb/dbip-city-$v.mmdb", $family);
	my $emit = coalescer($family);
	sweep($family, \@tables, sub { enrich($city, $emit, @_) });
	$emit->();
}

open my $fh, '>:raw', $out or die "$out: $!\n";
$tree->write_tree($fh);
close $fh or die "$out: $!\n";

# Which operator owns an AS, which region a city stands for, which code a state has.
sub read_rules {
	my (%operator_of, %inferred, %subdivision_of);
	my $rules = YAML::XS::LoadFile("$here/regions.yaml");
	my %region = map { $_->{id} => $_ } @{ $rules->{regions} };

	for my $operator (@{ $rules->{operators} }) {
		for my $asn (@{ $operator->{asn} }) {
			die "regions.yaml: AS $asn has two operators\n" if $operator_of{$asn};
			$operator_of{$asn} = $operator;
		}
	}
	for my $s (@{ YAML::XS::LoadFile("$here/countries.yaml")->{subdivisions} }) {
		$subdivision_of{ $s->{country} }{ $s->{name} } = $s->{code};
	}
	open my $in, '<:encoding(UTF-8)', "$here/infer.tsv" or die "infer.tsv: $!\n";
	while (my $line = <$in>) {
		next if $line =~ /^#/;
		chomp $line;
		my ($id, $country, $state, $city, $more) = split /\t/, $line;
		die "infer.tsv:$.: four columns wanted: '$line'\n" if !defined $city || defined $more;
		die "infer.tsv:$.: unknown region: '$id'\n" if !$region{$id};
		die "infer.tsv:$.: $id is not in '$country'\n" if $region{$id}{country} ne $country;
		my ($operator, $name) = split m{/}, $id;
		$inferred{$operator}{ join '|', $country, $state eq '-' ? '' : $state, $city } = $name;
	}
	return \%operator_of, \%inferred, \%subdivision_of;
}

sub slurp {
	my ($path) = @_;
	open my $in, '<:raw', $path or die "$path: $!\n";
	local $/;
	return scalar <$in>;
}

# A table as [packed start, packed end, values...], ordered and without overlaps. Packed addresses compare as strings.
sub read_ranges {
	my ($path, $family) = @_;
	my @rows;

	open my $in, '<:encoding(UTF-8)', $path or die "$path: $!\n";
	while (my $line = <$in>) {
		my ($from, $to, $value, $name) = $line =~ /^([0-9a-fA-F.:]+),([0-9a-fA-F.:]+),([^,\r\n]*)(?:,([^\r\n]*))?\r?$/
			or die "$path:$.: not understood: '$line'\n";
		if (defined $name && $name =~ s/^"(.*)"$/$1/) {
			$name =~ s/""/"/g;
		}
		push @rows, [inet_pton($family, $from), inet_pton($family, $to), $value, $name];
		next if @rows == 1 || $rows[-2][1] lt $rows[-1][0];
		die "$path:$.: out of order\n" if $rows[-2][0] ge $rows[-1][0];
		warn "$path:$.: overlaps the line before, which is cut short\n";
		$rows[-2][1] = before($rows[-1][0]);
	}
	return \@rows;
}

sub after {
	my ($address) = @_;
	for (my $i = length($address) - 1; $i >= 0; $i--) {
		my $byte = ord substr $address, $i, 1;
		substr $address, $i, 1, chr(($byte + 1) & 255);
		return $address if $byte != 255;
	}
	return undef;    # that was the last one
}

sub before {
	my ($address) = @_;
	for (my $i = length($address) - 1; $i >= 0; $i--) {
		my $byte = ord substr $address, $i, 1;
		substr $address, $i, 1, chr(($byte - 1) & 255);
		return $address if $byte != 0;
	}
	return undef;
}

# Cuts the address space wherever any table changes and hands on each piece that at least one of them knows.
sub sweep {
	my ($family, $tables, $each) = @_;
	my @next = (0) x @$tables;
	my $at = "\0" x ($family == AF_INET ? 4 : 16);

	while (defined $at) {
		my $end = "\xff" x length $at;
		my @row;
		for my $t (0 .. $#$tables) {
			my $rows = $tables->[$t];
			$next[$t]++ while $next[$t] < @$rows && $rows->[$next[$t]][1] lt $at;
			my $r = $rows->[$next[$t]] or next;
			my $inside = $r->[0] le $at;
			my $stop = $inside ? $r->[1] : before($r->[0]);
			$row[$t] = $r if $inside;
			$end = $stop if $stop lt $end;
		}
		$each->($at, $end, @row) if grep { defined } @row;
		$at = after($end);
	}
}

# The record of one piece; a piece in a cloud is cut further, as DB-IP City cuts it.
sub enrich {
	my ($city, $emit, $at, $end, $country, $registered, $as) = @_;
	my %record;

	$record{country} = { iso_code => $country->[2] } if $country && $country->[2] =~ /^[A-Z]{2}$/;
	$record{registered_country} = { iso_code => $registered->[2] } if $registered && $registered->[2] =~ /^[A-Z]{2}$/;
	if ($as) {
		$record{autonomous_system_number} = 0 + $as->[2];
		$record{autonomous_system_organization} = $as->[3] if defined $as->[3] && $as->[3] ne '';
	}
	return if !%record;

	my $operator = $as && $operator_of->{ $as->[2] };
	return $emit->($at, $end, \%record) if !$operator;
	$record{provider} = $operator->{id};
	my $regions = $inferred->{ $operator->{id} };
	return $emit->($at, $end, \%record) if !$regions || !$record{country};

	my $cc = $record{country}{iso_code};
	for (;;) {
		my ($stop, $place) = $city->($at);
		$stop = $end if $stop gt $end;
		my %here = %record;
		if ($place && ($place->{country_code} // '') eq $cc) {
			my $state = $place->{state1} // '';
			(my $town = $place->{city} // '') =~ s/ \(.*//;    # "Dublin (Priorswood)"
			my $code = $subdivision_of->{$cc}{$state};
			my $region = $regions->{"$cc|$state|$town"} // $regions->{"$cc|$state|*"};
			$here{subdivision} = $code if defined $code;
			$here{region} = $region if defined $region;
		}
		$emit->($at, $stop, \%here);
		return if $stop eq $end;
		$at = after($stop);
	}
}

# Joins neighbours that say the same before they go into the tree. Called without arguments it hands in the last one.
sub coalescer {
	my ($family) = @_;
	my $json = JSON::PP->new->canonical;
	my ($from, $to, $key, $data);

	return sub {
		my ($at, $end, $record) = @_;
		my $this = $record && $json->encode($record);
		if (defined $key && defined $this && $key eq $this && after($to) eq $at) {
			$to = $end;
			return;
		}
		$tree->insert_range(inet_ntop($family, $from), inet_ntop($family, $to), $data) if defined $key;
		($from, $to, $key, $data) = ($at, $end, $this, $record);
	};
}

# address -> (last address of the network it is in, what DB-IP City says of it)
sub city_walker {
	my ($path, $family) = @_;
	my $reader = MaxMind::DB::Reader->new(file => $path);
	my $nodes = $reader->metadata->node_count;
	my $bits = $reader->metadata->ip_version == 6 ? 128 : 32;
	my $tree = slurp($path);
	my %place;

	die "$path: record size 28 wanted\n" if $reader->metadata->record_size != 28;
	die "$path: not of its address family\n" if $bits != 8 * length inet_pton($family, $family == AF_INET ? '0.0.0.0' : '::');
	return sub {
		my ($address) = @_;
		my $path_bits = unpack 'B*', $address;
		my ($node, $depth) = (0, 0);
		while ($node < $nodes && $depth < $bits) {
			my ($left, $mid, $right) = (unpack('N', "\0" . substr $tree, $node * 7, 3),
				ord(substr $tree, $node * 7 + 3, 1), unpack('N', "\0" . substr $tree, $node * 7 + 4, 3));
			$node = substr($path_bits, $depth++, 1) ? ($mid & 15) << 24 | $right : ($mid >> 4) << 24 | $left;
		}
		my $last = pack 'B*', substr($path_bits, 0, $depth) . '1' x ($bits - $depth);
		return $last, undef if $node <= $nodes;
		$place{$node} //= $reader->record_for_address(inet_ntop($family, $address)) // {};
		return $last, $place{$node};
	};
}
