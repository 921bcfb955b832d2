<?php
define('DB_NAME', 'wordpress'); define('DB_USER', 'peer'); define('DB_PASSWORD', 'peer');
define('DB_HOST', 'localhost:' . dirname(__DIR__) . '/mysql.sock'); define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
foreach (['AUTH_KEY', 'SECURE_AUTH_KEY', 'LOGGED_IN_KEY', 'NONCE_KEY', 'AUTH_SALT', 'SECURE_AUTH_SALT', 'LOGGED_IN_SALT', 'NONCE_SALT'] as $k) define($k, md5('bench' . $k));
$table_prefix = 'wp_';
define('WP_DEBUG', false); define('DISABLE_WP_CRON', true); define('WP_HTTP_BLOCK_EXTERNAL', true); define('AUTOMATIC_UPDATER_DISABLED', true);
$h = $_SERVER['HTTP_HOST'] ?? '127.0.0.1'; define('WP_HOME', 'http://' . $h); define('WP_SITEURL', 'http://' . $h);
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
