using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class AudioTests
{
    [Fact]
    public void A_shift_in_time_lets_silence_in()
    {
        Assert.Equal([0, 0, 1, 2], Pictures.Apply(new TimeShift(0.5f), [4], [1, 2, 3, 4]));
        Assert.Equal([3, 4, 0, 0], Pictures.Apply(new TimeShift(-0.5f), [4], [1, 2, 3, 4]));
        Assert.Equal([0, 0, 1, 2], Pictures.Apply(new TimeShift(0.5f), [2, 2], [1, 2, 3, 4]));
    }

    [Fact]
    public void Six_decibels_are_about_twice()
    {
        Assert.Equal(1.99526f, Pictures.Apply(new Gain(6), [1], [1])[0], 1e-5f);
        Assert.Equal(0.1f, Pictures.Apply(new Gain(-20), [1], [1])[0], 1e-6f);
    }

    [Fact]
    public void Noise_comes_at_the_ratio_that_was_asked_for()
    {
        float[] signal = [.. Enumerable.Range(0, 100).Select(i => i % 2 == 0 ? 1f : -1f)];
        float[] mixed = Pictures.Apply(new NoiseMix([[0.3f, -0.1f, 0.7f]], 20), [100], signal);
        double noise = mixed.Zip(signal, (m, s) => (double)(m - s) * (m - s)).Sum();
        Assert.Equal(100, 100 / noise, 0.01);
        Assert.Equal(new float[4], Pictures.Apply(new NoiseMix([[1f]], 0), [4], new float[4]));
        Assert.Throws<ArgumentException>(() => new NoiseMix([], 0));
    }

    [Fact]
    public void SpecAugment_hides_whole_frames_and_bands_behind_the_mean()
    {
        float[] spectrogram = [.. Enumerable.Range(0, 200).Select(i => (float)i)];
        bool hidden = false;
        for (ulong seed = 0; seed < 20; seed++)
        {
            float[] masked = Pictures.Apply(new SpecAugment(1, 5, 1, 3), [20, 10], spectrogram, seed);
            int frames = Enumerable.Range(0, 20).Count(t => Enumerable.Range(0, 10).All(f => masked[(t * 10) + f] == 99.5f));
            int bands = Enumerable.Range(0, 10).Count(f => Enumerable.Range(0, 20).All(t => masked[(t * 10) + f] == 99.5f));
            Assert.InRange(frames, 0, 5);
            Assert.InRange(bands, 0, 3);
            Assert.Equal(200 - ((20 - frames) * (10 - bands)), masked.Count(x => x == 99.5f));
            hidden |= frames > 0 && bands > 0;
        }

        Assert.True(hidden);
        Assert.Throws<ArgumentException>(() => new SpecAugment(1, 21, 0, 0).OutputShape([20, 10]));
    }
}
