import pytest
import saa


def test_built_in_profiles_are_found():
    assert "visa/candle" in saa.profiles()
    profile = saa.Profile.find("visa/candle")
    assert profile.name == "visa/candle" and profile.object == "candle"


def test_toml_comes_back(tmp_path):
    profile = saa.Profile(name="plate", object="plate", prompts=["scratch", ("hole", "plate")], top_k=3, overlap="iou",
                          threshold=0.25)
    assert profile.prompts == [("scratch", ""), ("hole", "plate")]
    assert saa.Profile.parse(profile.to_toml(), "plate") == profile
    file = tmp_path / "plate.toml"
    file.write_text(profile.to_toml())
    assert saa.Profile.find(str(file)).top_k == 3


def test_replace_leaves_the_rest():
    profile = saa.Profile(object="plate", threshold=0.25)
    other = profile.replace(threshold=None, top_k=2)
    assert (other.object, other.threshold, other.top_k) == ("plate", None, 2)
    assert profile.threshold == 0.25 and profile != other


@pytest.mark.parametrize("fields, error, words", [
    ({"top_q": 3}, TypeError, "top_q"),
    ({"top_k": "three"}, TypeError, "top_k"),
    ({"top_k": 0}, ValueError, "top_k"),
    ({"overlap": "outside"}, ValueError, "inside"),
    ({"prompts": "scratch"}, TypeError, "list"),
])
def test_what_cannot_be_meant_is_refused(fields, error, words):
    with pytest.raises(error, match=words):
        saa.Profile(**fields)
