<?php // Forms are posted faster than a person does, and with the same text; nothing else of WordPress is changed.
add_filter('wp_is_comment_flood', '__return_false', 99);
remove_action('check_comment_flood', 'check_comment_flood_db', 10);
add_filter('duplicate_comment_id', '__return_zero', 99);
add_filter('wp_is_application_passwords_available', '__return_true');
// One port shows the same site in the classic theme.
if (substr($_SERVER['HTTP_HOST'] ?? '', -5) === ':' . getenv('BENCH_CLASSIC')) {
  foreach (['template', 'stylesheet'] as $o) add_filter("pre_option_$o", fn() => 'twentytwentyone');
}
