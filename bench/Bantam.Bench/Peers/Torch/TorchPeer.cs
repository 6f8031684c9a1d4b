using System.Diagnostics.CodeAnalysis;
using TorchSharp;

namespace Bantam.Bench;

/// <summary>libtorch, through TorchSharp.</summary>
internal static class TorchPeer
{
    public const string Name = "libtorch 2.10.0";

    private const string Library = "libLibTorchSharp.so";
    private const string NewestVersionNamed = "GLIBCXX_3.4.32";

    private static bool s_loaded;

    /// <summary>Loads the library and sets its threads.</summary>
    /// <exception cref="PeerAbsentException">It cannot be loaded.</exception>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "TorchSharp wraps failures to load in exceptions of many types.")]
    public static void Load(int threads)
    {
        try
        {
            if (!s_loaded)
            {
                AllowOlderSystem(Path.Combine(AppContext.BaseDirectory, Library));
                torch.InitializeDeviceType(DeviceType.CPU);
                s_loaded = true;
            }

            torch.set_num_threads(threads);
        }
        catch (Exception fault)
        {
            throw new PeerAbsentException((fault.GetBaseException().Message).Split('\n')[0], fault);
        }
    }

    private static void AllowOlderSystem(string library)
    {
        byte[] bytes = File.ReadAllBytes(library);
        if (WeakVersionNeed.Mark(bytes, NewestVersionNamed))
        {
            string beside = library + ".part";
            File.WriteAllBytes(beside, bytes);
            File.Move(beside, library, overwrite: true);
        }
    }
}
