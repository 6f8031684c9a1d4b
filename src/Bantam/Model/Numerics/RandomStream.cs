using System.Text;

namespace Bantam.Model;

/// <summary>A seeded, counter-based source of random numbers: the same seed and name give the same numbers on every platform.</summary>
/// <remarks>
/// <para>Philox 4x32 with 10 rounds. The state is a key (from the seed and the name) and a counter, so a stream can be
/// saved and continued exactly, and streams with different names never interfere: adding a random decision in one place
/// of a program changes no other.</para>
/// <para>Not for secrets: the generator is statistically good and cryptographically worthless.</para>
/// <para>Source: Salmon, Moraes, Dror, Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011.</para>
/// </remarks>
public sealed class RandomStream
{
    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9;
    private const uint Weyl1 = 0xBB67AE85;

    private readonly uint _key0;
    private readonly uint _key1;
    private readonly uint _nonce0;
    private readonly uint _nonce1;
    private Block _block;
    private ulong _position;
    private double _spareNormal = double.NaN;

    /// <summary>Opens the stream that belongs to a seed and a name.</summary>
    /// <param name="seed">The seed of the run. Any value.</param>
    /// <param name="name">What the numbers are for, for example <c>"shuffle"</c>. Streams of different names are independent.</param>
    public RandomStream(ulong seed, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        ulong nonce = HashOf(name);
        _key0 = (uint)seed;
        _key1 = (uint)(seed >> 32);
        _nonce0 = (uint)nonce;
        _nonce1 = (uint)(nonce >> 32);
    }

    /// <summary>How many 32-bit numbers were drawn. Assigning it moves the stream, in constant time.</summary>
    public ulong Position
    {
        get => _position;
        set
        {
            _position = value;
            _spareNormal = double.NaN;
            _block = BlockAt(value >> 2);
        }
    }

    /// <summary>Draws 32 uniformly distributed bits.</summary>
    /// <returns>Any value of the type.</returns>
    public uint NextUInt32()
    {
        ulong position = _position++;
        if ((position & 3) == 0)
        {
            _block = BlockAt(position >> 2);
        }

        return _block[(int)(position & 3)];
    }

    /// <summary>Draws a number uniformly from [0, 1), on a grid of 2⁻²⁴.</summary>
    /// <returns>The number.</returns>
    public float NextFloat() => (NextUInt32() >> 8) * (1f / (1 << 24));

    /// <summary>Draws a number uniformly from [0, 1), on a grid of 2⁻⁵³.</summary>
    /// <returns>The number.</returns>
    public double NextDouble()
    {
        ulong high = NextUInt32() >> 5;
        ulong low = NextUInt32() >> 6;
        return ((high << 26) | low) * (1.0 / (1L << 53));
    }

    /// <summary>Draws a number uniformly from [<paramref name="low"/>, <paramref name="high"/>).</summary>
    /// <param name="low">The smallest possible value.</param>
    /// <param name="high">The upper end, not reached unless rounding reaches it.</param>
    /// <returns>The number.</returns>
    public float Uniform(float low, float high) => low + ((high - low) * NextFloat());

    /// <summary>Draws a whole number uniformly from [0, <paramref name="bound"/>), without bias.</summary>
    /// <param name="bound">How many different values there are. At least 1.</param>
    /// <returns>The number.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is less than 1.</exception>
    public int NextInt32(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);

        // Multiply-shift maps 32 bits to [0, bound); the few products whose low half falls below 2³² mod bound would
        // make some values more likely and are drawn again (Lemire, "Fast Random Integer Generation in an Interval", 2019).
        uint threshold = (uint)-bound % (uint)bound;
        while (true)
        {
            ulong product = (ulong)NextUInt32() * (uint)bound;
            if ((uint)product >= threshold)
            {
                return (int)(product >> 32);
            }
        }
    }

    /// <summary>Draws from the standard normal distribution (mean 0, standard deviation 1).</summary>
    /// <returns>The number.</returns>
    /// <remarks>Box–Muller on <see cref="PortableMath"/>, so that the result does not depend on the platform's math library.</remarks>
    public double NextNormal()
    {
        if (!double.IsNaN(_spareNormal))
        {
            double spare = _spareNormal;
            _spareNormal = double.NaN;
            return spare;
        }

        double radius = Math.Sqrt(-2.0 * PortableMath.Log(1.0 - NextDouble()));
        (double sine, double cosine) = PortableMath.SinCosTurns(NextDouble());
        _spareNormal = radius * sine;
        return radius * cosine;
    }

    /// <summary>Puts the elements in random order (Fisher–Yates).</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="values">The elements, reordered in place.</param>
    public void Shuffle<T>(Span<T> values)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int j = NextInt32(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    private Block BlockAt(ulong counter) =>
        Philox(new Block((uint)counter, (uint)(counter >> 32), _nonce0, _nonce1), _key0, _key1);

    /// <summary>The 128 random bits that belong to a counter and a key.</summary>
    internal static Block Philox(Block counter, uint key0, uint key1)
    {
        (uint c0, uint c1, uint c2, uint c3) = counter;
        for (int round = 0; round < 10; round++)
        {
            ulong p0 = (ulong)Multiplier0 * c0;
            ulong p1 = (ulong)Multiplier1 * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ key0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ key1, (uint)p0);
            key0 += Weyl0;
            key1 += Weyl1;
        }

        return new Block(c0, c1, c2, c3);
    }

    /// <summary>FNV-1a, 64 bits: names are short and the hash only has to keep streams apart.</summary>
    private static ulong HashOf(string name)
    {
        ulong hash = 14695981039346656037;
        foreach (byte b in Encoding.UTF8.GetBytes(name))
        {
            hash = (hash ^ b) * 1099511628211;
        }

        return hash;
    }

    /// <summary>Four words: a counter, or what it is turned into.</summary>
    internal readonly record struct Block(uint A, uint B, uint C, uint D)
    {
        /// <summary>One of the four, from 0.</summary>
        public uint this[int index] => index switch { 0 => A, 1 => B, 2 => C, _ => D };
    }
}
