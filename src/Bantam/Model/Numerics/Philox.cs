using System.Text;

namespace Bantam.Model;

/// <summary>A function from a counter to random bits, chosen by a key and a name: what a <see cref="RandomStream"/> reads in order.</summary>
/// <remarks>Philox 4x32 with 10 rounds (Salmon, Moraes, Dror, Shaw, SC 2011). Every block can be computed alone, so work can be shared out in any way.</remarks>
internal readonly struct Philox
{
    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9;
    private const uint Weyl1 = 0xBB67AE85;

    private readonly uint _key0;
    private readonly uint _key1;
    private readonly uint _nonce0;
    private readonly uint _nonce1;

    /// <summary>Chooses a function.</summary>
    /// <param name="seed">The key.</param>
    /// <param name="nonce">The hash of a name.</param>
    public Philox(ulong seed, ulong nonce)
    {
        _key0 = (uint)seed;
        _key1 = (uint)(seed >> 32);
        _nonce0 = (uint)nonce;
        _nonce1 = (uint)(nonce >> 32);
    }

    /// <summary>128 random bits.</summary>
    public Block At(ulong counter)
    {
        uint c0 = (uint)counter;
        uint c1 = (uint)(counter >> 32);
        uint c2 = _nonce0;
        uint c3 = _nonce1;
        uint k0 = _key0;
        uint k1 = _key1;
        for (int round = 0; round < 10; round++)
        {
            ulong p0 = (ulong)Multiplier0 * c0;
            ulong p1 = (ulong)Multiplier1 * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += Weyl0;
            k1 += Weyl1;
        }

        return new Block(c0, c1, c2, c3);
    }

    /// <summary>FNV-1a, 64 bits: names are short and the hash only has to keep streams apart.</summary>
    public static ulong HashOf(string name)
    {
        ulong hash = 14695981039346656037;
        foreach (byte b in Encoding.UTF8.GetBytes(name))
        {
            hash = (hash ^ b) * 1099511628211;
        }

        return hash;
    }

    /// <summary>Four numbers of 32 bits.</summary>
    public readonly record struct Block(uint A, uint B, uint C, uint D)
    {
        /// <summary>One of the four, from 0.</summary>
        public uint this[int index] => index switch { 0 => A, 1 => B, 2 => C, _ => D };
    }
}
