#include "extract/language.h"

#include "harness.h"

static void languages_are_told(void **state) {
  (void)state;
  static const struct {
    const char *code, *text;
  } samples[] = {
      {"en",
       "You will lead a team of twelve bakers and keep the ovens running through the night for all of our shops."},
      {"de", "Sie führen ein Team von zwölf Bäckern und sorgen dafür, dass die Öfen in der Nacht nicht kalt werden."},
      {"fr",
       "Vous dirigez une équipe de douze boulangers et vous veillez à ce que les fours tournent toute la nuit pour nos "
       "magasins."},
      {"es",
       "Dirigirás un equipo de doce panaderos y cuidarás de que los hornos funcionen por la noche para todas nuestras "
       "tiendas."},
      {"pt",
       "Você vai liderar uma equipe de doze padeiros e cuidar para que os fornos não parem durante a noite em nossa "
       "padaria."},
      {"nl",
       "Je leidt een team van twaalf bakkers en zorgt ervoor dat de ovens in de nacht niet koud worden voor onze "
       "winkels."},
      {"cs",
       "Povedete tým dvanácti pekařů a budete se starat o to, aby pece v noci nevychladly, a nabízíme vám za to "
       "volno."},
      {"pl",
       "Poprowadzisz zespół piekarzy i będziesz dbać o to, aby piece nie wystygły w nocy, oraz o nasze sklepy na "
       "wybrzeżu."},
      {"sv",
       "Du leder en grupp med tolv bagare och ser till att ugnarna inte blir kalla på natten för vi har många "
       "butiker."},
      {"vi",
       "Bạn sẽ quản lý một nhóm mười hai thợ làm bánh và đảm bảo các lò nướng không nguội trong đêm cho các cửa hàng "
       "của chúng tôi."},
      {"ja", "あなたは十二人のパン職人のチームを率いて、夜の間ずっとオーブンを動かし続けます。"},
      {"ar", "ستقود فريقا من اثني عشر خبازا وتحرص على أن تبقى الأفران مشتعلة طوال الليل."},
      {"sr", "Водићеш тим од дванаест пекара и бринућеш да се пећи ноћу не охладе, јер људи чекају хлеб."},
      {"ru", "Вы будете руководить командой из двенадцати пекарей и следить, чтобы печи ночью не остыли."},
      {"ko", "당신은 열두 명의 제빵사로 이루어진 팀을 이끌고 밤새 오븐이 식지 않게 합니다."},
      {"zh", "您将带领十二名面包师的团队，确保烤箱整夜运转，为海岸的四十家商店供应面包。"},
  };
  for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++)
    assert_str(language_of(str_of(samples[i].text)), samples[i].code);
}

static void too_little_is_not_told(void **state) {
  (void)state;
  assert_int_equal(language_of(STR("")).len, 0);
  assert_int_equal(language_of(STR("Baker, Leeds")).len, 0);
  assert_int_equal(language_of(STR("4711 0815 12:30")).len, 0);
}

static void the_table_is_sorted(void **state) {
  (void)state;
  assert_true(language_sorted());
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(languages_are_told),
      cmocka_unit_test(too_little_is_not_told),
      cmocka_unit_test(the_table_is_sorted),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
