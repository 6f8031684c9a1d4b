using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class GeometryTests
{
    private static readonly Shape Square = [6, 6, 3];

    [Fact]
    [Trait("Ledger", "S108")]
    public void Two_flips_are_none_and_one_mirrors()
    {
        float[] image = Pictures.Ramp([2, 3, 2]);
        float[] once = Pictures.Apply(new HorizontalFlip(1), [2, 3, 2], image);
        Assert.Equal(image[4..6], once[..2]);
        Assert.Equal(image, Pictures.Apply(new HorizontalFlip(1), [2, 3, 2], once));
        float[] down = Pictures.Apply(new VerticalFlip(1), [2, 3, 2], image);
        Assert.Equal(image[6..], down[..6]);
        Assert.Equal(image, Pictures.Apply(new VerticalFlip(1), [2, 3, 2], down));
    }

    [Theory]
    [Trait("Ledger", "S108")]
    [InlineData(PixelSampling.Nearest)]
    [InlineData(PixelSampling.Bilinear)]
    public void A_quarter_turn_is_exactly_a_transposition_and_a_flip(PixelSampling sampling)
    {
        float[] image = Pictures.Ramp(Square);
        float[] turned = Pictures.Apply(new Rotation(90, sampling), Square, image);
        for (int i = 0; i < turned.Length; i++)
        {
            (int y, int x, int c) = (i / 18, i / 3 % 6, i % 3);
            Assert.Equal(image[((((5 - x) * 6) + y) * 3) + c], turned[i]);
        }
    }

    [Fact]
    [Trait("Ledger", "S108")]
    public void A_crop_of_32_with_a_border_of_4_keeps_the_size_and_has_81_places()
    {
        Shape shape = [32, 32, 1];
        Assert.Equal(shape, new RandomCrop(32, 32, 4).OutputShape(shape));
        float[] image = [.. Enumerable.Range(1, 1024).Select(i => (float)i)];
        HashSet<float> places = [];
        for (ulong seed = 0; seed < 1500; seed++)
        {
            // The middle is never black, so its value says where the crop lies.
            places.Add(Pictures.Apply(new RandomCrop(32, 32, 4), shape, image, seed)[(16 * 32) + 16]);
        }

        Assert.Equal(81, places.Count);
    }

    [Fact]
    [Trait("Ledger", "S108")]
    public void A_shift_moves_whole_pixels_and_a_shear_slants_columns()
    {
        float[] image = Pictures.Ramp([4, 4, 1]);
        float[] moved = Pictures.Apply(new Translation(0.25f, 0), [4, 4, 1], image);
        Assert.Equal([0, image[0], image[1], image[2]], moved[..4]);
        float[] line = new float[25];
        for (int y = 0; y < 5; y++)
        {
            line[(y * 5) + 2] = 1;
        }

        float[] slanted = Pictures.Apply(new Affine { ShearX = 26.565f, Sampling = PixelSampling.Nearest }, [5, 5, 1], line);
        Assert.Equal(1, slanted[(2 * 5) + 2]);
        Assert.Equal(0, slanted[(4 * 5) + 2]);
        Assert.Equal(1, slanted[(4 * 5) + 3]);
    }

    [Fact]
    public void A_shear_of_three_numbers_is_refused()
    {
        string message = Assert.Throws<ArgumentException>(() => Affine.Of(0, (0.8f, 0.9f), 0.2f, 0.4f, 0.7f)).Message;
        Assert.Contains("1 number", message, StringComparison.Ordinal);
        Assert.Contains("got 3", message, StringComparison.Ordinal);
        Assert.Equal(new Interval(0.2f, 0.4f), Affine.Of(0, (0.8f, 0.9f), 0.2f, 0.4f).ShearX);
        Assert.Equal(Interval.PlusMinus(0.2f), Affine.Of(0, (0, 0), 0.2f).ShearX);
        Assert.Equal(new Interval(3, 4), Affine.Of(0, (0, 0), 1, 2, 3, 4).ShearY);
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new HorizontalFlip(1.5f));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Interval(2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Interval(0, float.NaN));
        Assert.Throws<ArgumentException>(() => new RandomCrop(40, 40, 2).OutputShape([32, 32, 3]));
        Assert.Throws<ArgumentException>(() => new Rotation(5).OutputShape([100]));
    }
}
