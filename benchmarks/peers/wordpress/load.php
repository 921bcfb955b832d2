<?php // argv: folder of WordPress, folder of content.json and archive.jsonl. Sets it up and fills it, from where it was.
[$_, $dir, $home] = $argv;
$_SERVER += ['HTTP_HOST' => '127.0.0.1', 'SERVER_PROTOCOL' => 'HTTP/1.1', 'REQUEST_METHOD' => 'GET', 'REQUEST_URI' => '/'];
$new = !file_exists("$dir/.installed");
define('WP_INSTALLING', $new);
require "$dir/wp-load.php";
if ($new) {
  require_once ABSPATH . 'wp-admin/includes/upgrade.php';
  wp_install('The Peer', 'admin', 'admin@example.org', true, '', 'bench');
  update_option('permalink_structure', '/%postname%/');
  foreach (['comment_moderation' => 0, 'comment_previously_approved' => 0, 'comments_notify' => 0, 'moderation_notify' => 0, 'blog_public' => 1] as $k => $v) update_option($k, $v);
  touch("$dir/.installed");
  passthru(implode(' ', array_map('escapeshellarg', [PHP_BINARY, '-d', 'memory_limit=1G', __FILE__, $dir, $home])), $code);
  exit($code);
}
if (!file_exists("$home/content.json")) exit(0);
$a = json_decode(file_get_contents("$home/content.json"), true);
$sections = [];
for ($n = 1; $n <= 12; $n++) {
  $t = term_exists("section-$n", 'category') ?: wp_insert_term("Section $n", 'category', ['slug' => "section-$n"]);
  $sections[$n] = (int)get_term((int)$t['term_id'], 'category')->term_taxonomy_id;
}
if (!get_page_by_path($a['slug'], OBJECT, 'post')) {
  wp_update_user(['ID' => 1, 'display_name' => $a['author'], 'description' => $a['bio']]);
  $id = wp_insert_post(['post_title' => $a['title'], 'post_name' => $a['slug'], 'post_excerpt' => $a['summary'], 'post_author' => 1,
    'post_content' => $a['html'] . '<p>' . $a['bio'] . '</p>', 'post_status' => 'publish', 'comment_status' => 'open']);
  foreach ($a['comments'] as $i => $c) wp_insert_comment(['comment_post_ID' => $id, 'comment_author' => $c['name'],
    'comment_author_email' => "reader$i@example.org", 'comment_content' => $c['text'], 'comment_approved' => 1]);
  wp_set_object_terms($id, 'section-3', 'category');
  flush_rewrite_rules();
}
$have = (int)$wpdb->get_var("select count(*) from wp_posts where post_name like 'archive-%'");
$f = fopen("$home/archive.jsonl", 'r');
for ($i = 0; $i < $have; $i++) fgets($f);
$began = strtotime('2026-11-01');
while (($line = fgets($f)) !== false) {
  $rows = [];
  do {
    $p = json_decode($line, true);
    $d = gmdate('Y-m-d H:i:s', $began - $i * 540);
    $rows[] = $wpdb->prepare("(1,%s,%s,%s,%s,%s,'publish','open','open',%s,%s,%s,'post','','','',%d)", $d, $d, $p['body'], $p['title'], $p['summary'], "archive-$i", $d, $d, $sections[$p['section']]);
    $i++;
  } while (count($rows) < 500 && ($line = fgets($f)) !== false);
  // menu_order holds the section until the relation is made below
  $wpdb->query('insert into wp_posts (post_author,post_date,post_date_gmt,post_content,post_title,post_excerpt,post_status,comment_status,ping_status,post_name,post_modified,post_modified_gmt,post_type,to_ping,pinged,post_content_filtered,menu_order) values ' . implode(',', $rows));
}
$wpdb->query("insert ignore into wp_term_relationships (object_id,term_taxonomy_id) select ID,menu_order from wp_posts where post_name like 'archive-%' and menu_order > 0");
$wpdb->query("update wp_posts set menu_order = 0 where post_name like 'archive-%' and menu_order > 0");
wp_update_term_count_now(array_values($sections), 'category');
$wpdb->query('analyze table wp_posts, wp_term_relationships');
echo 'wordpress: theme ' . get_stylesheet() . ', posts ' . wp_count_posts()->publish . "\n";
