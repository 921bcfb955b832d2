<?php // argv: folder of WordPress, how many. Drafts to be published, and who may do it; in JSON.
[$_, $dir, $number] = $argv;
$_SERVER += ['HTTP_HOST' => '127.0.0.1', 'SERVER_PROTOCOL' => 'HTTP/1.1', 'REQUEST_METHOD' => 'GET', 'REQUEST_URI' => '/'];
require "$dir/wp-load.php";
$drafts = [];
for ($n = 0; $n < $number; $n++) {
  $title = 'Gate ' . getmypid() . " $n opens";
  $drafts[] = ['pk' => wp_insert_post(['post_title' => $title, 'post_author' => 1, 'post_content' => '<p>The gate on the Orle is late.</p>', 'post_status' => 'draft']), 'headline' => $title];
}
foreach (WP_Application_Passwords::get_user_application_passwords(1) as $old) WP_Application_Passwords::delete_application_password(1, $old['uuid']);
[$password] = WP_Application_Passwords::create_new_application_password(1, ['name' => 'bench']);
$post = get_page_by_path('hello-world', OBJECT, 'post');
echo json_encode(['user' => 'admin', 'password' => $password, 'articles' => $drafts, 'talk' => $post ? $post->ID : 1]);
