using Bantam.Model;

namespace Bantam.Tests.Model;

public sealed class RandomStreamTests
{
    [Fact]
    public void Known_answer_of_the_generator()
    {
        // Philox 4x32-10 with key 0 and counter 0, from the paper's known-answer file; the empty name's nonce is
        // FNV-1a's offset basis, so the counter words are set through the public surface only for the first two.
        RandomStream stream = new(0, "");
        uint[] first = [stream.NextUInt32(), stream.NextUInt32(), stream.NextUInt32(), stream.NextUInt32(), stream.NextUInt32()];
        RandomStream again = new(0, "") { Position = 4 };
        Assert.Equal(first[4], again.NextUInt32());
        again.Position = 1;
        Assert.Equal(first[1], again.NextUInt32());
        Assert.Equal(first[2], again.NextUInt32());
    }

    [Fact]
    public void Seeds_and_names_keep_streams_apart()
    {
        Assert.NotEqual(new RandomStream(1, "a").NextUInt32(), new RandomStream(2, "a").NextUInt32());
        Assert.NotEqual(new RandomStream(1, "a").NextUInt32(), new RandomStream(1, "b").NextUInt32());
    }

    [Fact]
    public void Uniform_numbers_fill_the_interval()
    {
        RandomStream stream = new(7, "uniform");
        double sum = 0;
        for (int i = 0; i < 100_000; i++)
        {
            float x = stream.NextFloat();
            Assert.InRange(x, 0f, 0.99999997f);
            sum += x;
        }

        Assert.InRange(sum / 100_000, 0.497, 0.503);
    }

    [Fact]
    public void Normal_numbers_have_mean_0_and_deviation_1()
    {
        RandomStream stream = new(7, "normal");
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < 100_000; i++)
        {
            double x = stream.NextNormal();
            sum += x;
            squares += x * x;
        }

        Assert.InRange(sum / 100_000, -0.01, 0.01);
        Assert.InRange(squares / 100_000, 0.98, 1.02);
    }

    [Fact]
    public void Bounded_integers_are_unbiased()
    {
        RandomStream stream = new(7, "bounded");
        int[] counts = new int[3];
        for (int i = 0; i < 90_000; i++)
        {
            counts[stream.NextInt32(3)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 29_300, 30_700));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.NextInt32(0));
    }

    [Fact]
    public void Shuffle_is_a_permutation_and_repeats()
    {
        int[] a = [.. Enumerable.Range(0, 100)];
        int[] b = [.. a];
        new RandomStream(3, "shuffle").Shuffle<int>(a);
        new RandomStream(3, "shuffle").Shuffle<int>(b);
        Assert.Equal(a, b);
        Assert.NotEqual(Enumerable.Range(0, 100), a);
        Assert.Equal(Enumerable.Range(0, 100), a.Order());
    }

    /// <summary>The answers that the authors of the generator publish with it.</summary>
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627E8D5u, 0xE169C58Du, 0xBC57AC4Cu, 0x9B00DBD8u)]
    [InlineData(~0u, ~0u, ~0u, ~0u, ~0u, ~0u, 0x408F276Du, 0x41C83B0Eu, 0xA20BC7C6u, 0x6D5451FDu)]
    [InlineData(0x243F6A88u, 0x85A308D3u, 0x13198A2Eu, 0x03707344u, 0xA4093822u, 0x299F31D0u, 0xD16CFE09u, 0x94FDCCEBu, 0x5001E420u, 0x24126EA1u)]
    public void The_generator_gives_the_known_answers(params uint[] words)
    {
        RandomStream.Block block = RandomStream.Philox(new(words[0], words[1], words[2], words[3]), words[4], words[5]);
        Assert.Equal(new RandomStream.Block(words[6], words[7], words[8], words[9]), block);
    }
}
