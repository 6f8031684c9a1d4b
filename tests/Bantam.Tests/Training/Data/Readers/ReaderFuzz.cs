using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Training;

/// <summary>Damages valid files at random: a reader may accept the result or throw DataFormatException, nothing else.</summary>
internal static class ReaderFuzz
{
    internal static void Run(byte[] valid, int rounds, Action<byte[]> read)
    {
        RandomStream random = new(11, "fuzz");
        for (int round = 0; round < rounds; round++)
        {
            byte[] damaged = Damage(valid, random);
            try
            {
                read(damaged);
            }
            catch (DataFormatException)
            {
                continue;
            }
        }
    }

    private static byte[] Damage(byte[] valid, RandomStream random)
    {
        List<byte> bytes = [.. valid];
        for (int edit = random.NextInt32(4); edit >= 0 && bytes.Count > 0; edit--)
        {
            // Half of the edits hit the first bytes, where headers are.
            int at = random.NextInt32(random.NextInt32(2) == 0 ? bytes.Count : Math.Min(bytes.Count, 24));
            switch (random.NextInt32(5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.NextInt32(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.NextInt32(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, random.NextInt32(bytes.Count - at) + 1);
                    break;
                case 3:
                    bytes.Insert(at, (byte)random.NextInt32(256));
                    break;
                default:
                    bytes.AddRange(bytes.GetRange(at, Math.Min(50, bytes.Count - at)));
                    break;
            }
        }

        return [.. bytes];
    }
}
