using System.Diagnostics;
using System.Security.Cryptography;
using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class SyntheticDigitsTests
{
    private static byte[] PixelsOf(Dataset data)
    {
        Dataset raw = data.WithPreprocessing(new Preprocessing.None());
        byte[] pixels = new byte[data.Count * 784];
        float[] image = new float[784];
        for (int i = 0; i < data.Count; i++)
        {
            raw.CopyInput(i, image);
            for (int j = 0; j < 784; j++)
            {
                pixels[(i * 784) + j] = (byte)image[j];
            }
        }

        return pixels;
    }

    [Fact]
    public void Parts_have_their_sizes_and_equal_classes()
    {
        DataSplits digits = SyntheticDigits.Create();
        Assert.Equal((7200, 800, 2000), (digits.Train.Count, digits.Validation.Count, digits.Test.Count));
        Assert.Equal(new Shape(28, 28, 1), digits.Train.InputShape);
        Assert.All(digits.Test.CopyLabels().CountBy(c => c), c => Assert.Equal(200, c.Value));
        Assert.All(digits.Validation.CopyLabels().CountBy(c => c), c => Assert.Equal(80, c.Value));
    }

    [Fact]
    public void A_seed_gives_these_very_pixels_on_every_platform()
    {
        byte[] pixels = PixelsOf(SyntheticDigits.Create(seed: 1, train: 10, test: 200).Test);
        Assert.Equal("BC3D3B6A004DB5EF", Convert.ToHexString(SHA256.HashData(pixels))[..16]);
        Assert.NotEqual(pixels, PixelsOf(SyntheticDigits.Create(seed: 2, train: 10, test: 200).Test));
    }

    [Fact]
    public void No_digit_of_the_test_set_was_trained_on() => Assert.Empty(SyntheticDigits.Create(seed: 3, train: 1000, test: 500).FindLeaks());

    [Fact]
    public void The_first_nine_is_the_first_six_turned_upside_down()
    {
        byte[] nine = SyntheticDigits.Glyph(9);
        byte[] turned = [.. SyntheticDigits.Glyph(6).Reverse()];
        Assert.All(Enumerable.Range(0, 784), i => Assert.InRange(nine[i] - turned[i], -1, 1));
    }

    [Fact]
    public void Every_style_of_every_digit_leaves_ink_inside_the_picture()
    {
        for (int digit = 0; digit < 10; digit++)
        {
            for (int style = 0; style < DigitSkeletons.StylesOf(digit); style++)
            {
                byte[] glyph = SyntheticDigits.Glyph(digit, style);
                Assert.InRange(glyph.Count(p => p > 128), 15, 150);
                Assert.All(Enumerable.Range(0, 28), i => Assert.Equal(0, glyph[i] + glyph[i * 28] + glyph[(i * 28) + 27] + glyph[(27 * 28) + i]));
            }
        }
    }

    [Fact]
    [Trait("Ledger", "S121")]
    public void The_digits_are_harder_than_a_linear_model_can_learn()
    {
        DataSplits digits = SyntheticDigits.Create();
        SoftmaxRegression model = new(784, 10);
        BatchLoader loader = BatchLoader.Shuffled(digits.Train, 32, seed: 1);
        for (int epoch = 0; epoch < 3; epoch++)
        {
            for (int batch = 0; batch < loader.BatchesPerEpoch; batch++)
            {
                model.Train(loader.Load(epoch, batch), rate: 0.1f);
            }
        }

        double accuracy = Metrics.Score(Metric.Accuracy, digits.Test, model.Scores(digits.Test));
        Assert.InRange(accuracy, 0.78, 0.90);
    }

    [Fact]
    public void Ten_thousand_digits_are_drawn_in_seconds()
    {
        DataSplits digits = SyntheticDigits.Create(seed: 8);
        float[] image = new float[784];
        Stopwatch watch = Stopwatch.StartNew();
        digits.Train.CopyInput(0, image);
        digits.Test.CopyInput(0, image);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 8);
    }

    [Fact]
    public void Odd_requests_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticDigits.Create(train: 9));
        Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticDigits.Create(test: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticDigits.Glyph(10));
        Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticDigits.Glyph(0, 9));
    }

    /// <summary>Multinomial logistic regression by plain gradient descent: the yardstick for "linear".</summary>
    private sealed class SoftmaxRegression(int inputs, int classes)
    {
        private readonly float[] _weights = new float[classes * inputs];
        private readonly float[] _biases = new float[classes];

        internal void Train(Batch batch, float rate)
        {
            ReadOnlySpan<float> values = batch.Inputs.Span<float>();
            for (int i = 0; i < batch.Count; i++)
            {
                ReadOnlySpan<float> x = values.Slice(i * inputs, inputs);
                double[] p = Array.ConvertAll(ScoresOf(x), s => Math.Exp(s));
                double sum = p.Sum();
                for (int c = 0; c < classes; c++)
                {
                    float step = rate / 8 * (float)((p[c] / sum) - (batch.Labels.At<int>(i) == c ? 1 : 0));
                    _biases[c] -= step;
                    Span<float> row = _weights.AsSpan(c * inputs, inputs);
                    for (int j = 0; j < inputs; j++)
                    {
                        row[j] -= step * x[j];
                    }
                }
            }
        }

        internal float[] Scores(Dataset data)
        {
            float[] scores = new float[data.Count * classes];
            float[] x = new float[inputs];
            for (int i = 0; i < data.Count; i++)
            {
                data.CopyInput(i, x);
                ScoresOf(x).CopyTo(scores, i * classes);
            }

            return scores;
        }

        private float[] ScoresOf(ReadOnlySpan<float> x)
        {
            float[] scores = [.. _biases];
            for (int c = 0; c < classes; c++)
            {
                ReadOnlySpan<float> row = _weights.AsSpan(c * inputs, inputs);
                for (int j = 0; j < inputs; j++)
                {
                    scores[c] += row[j] * x[j];
                }
            }

            return scores;
        }
    }
}
