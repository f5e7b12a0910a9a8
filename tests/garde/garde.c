/* Ce que l'audit de Python ne voit pas : les prises ouvertes par du C (DuckDB, libuv, curl). Même règle. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int noter(const char *quoi, const char *vers) {
    const char *dossier = getenv("ESSAIS_GARDE_RESEAU");
    char chemin[4096];
    if (!dossier || !*dossier) return 0;
    snprintf(chemin, sizeof chemin, "%s/%d.txt", dossier, (int)getpid());
    FILE *flux = fopen(chemin, "a");
    if (flux) {
        fprintf(flux, "%s (en C) vers %s, par %s\n", quoi, vers, program_invocation_name);
        fclose(flux);
    }
    return 1;
}

/* Vrai si l'adresse sort de la machine ; `vers` (INET6_ADDRSTRLEN) reçoit son texte. */
static int dehors(const struct sockaddr *adresse, char *vers) {
    if (!adresse) return 0;
    if (adresse->sa_family == AF_INET) {
        const struct sockaddr_in *quatre = (const void *)adresse;
        unsigned ip = ntohl(quatre->sin_addr.s_addr);
        inet_ntop(AF_INET, &quatre->sin_addr, vers, INET6_ADDRSTRLEN);
        return ip != 0 && (ip >> 24) != 127;
    }
    if (adresse->sa_family == AF_INET6) {
        const struct in6_addr *six = &((const struct sockaddr_in6 *)(const void *)adresse)->sin6_addr;
        inet_ntop(AF_INET6, six, vers, INET6_ADDRSTRLEN);
        if (IN6_IS_ADDR_V4MAPPED(six)) return six->s6_addr[12] != 127;
        return !IN6_IS_ADDR_LOOPBACK(six) && !IN6_IS_ADDR_UNSPECIFIED(six);
    }
    return 0;
}

int connect(int prise, const struct sockaddr *adresse, socklen_t taille) {
    static int (*vrai)(int, const struct sockaddr *, socklen_t);
    char vers[INET6_ADDRSTRLEN] = "";
    if (!vrai) vrai = dlsym(RTLD_NEXT, "connect");
    if (dehors(adresse, vers) && noter("connect", vers)) return errno = ENETUNREACH, -1;
    return vrai(prise, adresse, taille);
}

ssize_t sendto(int prise, const void *octets, size_t nb, int options, const struct sockaddr *adresse, socklen_t taille) {
    static ssize_t (*vrai)(int, const void *, size_t, int, const struct sockaddr *, socklen_t);
    char vers[INET6_ADDRSTRLEN] = "";
    if (!vrai) vrai = dlsym(RTLD_NEXT, "sendto");
    if (dehors(adresse, vers) && noter("sendto", vers)) return errno = ENETUNREACH, -1;
    return vrai(prise, octets, nb, options, adresse, taille);
}

int getaddrinfo(const char *nom, const char *service, const struct addrinfo *voeux, struct addrinfo **rendu) {
    static int (*vrai)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    struct in6_addr lue;
    char soi[256] = "";
    if (!vrai) vrai = dlsym(RTLD_NEXT, "getaddrinfo");
    gethostname(soi, sizeof soi - 1);
    /* Une adresse écrite en chiffres ne se demande à personne : connect() la verra. */
    int ici = !nom || !*nom || !strcmp(nom, "localhost") || !strcmp(nom, soi) || inet_pton(AF_INET, nom, &lue) == 1
        || inet_pton(AF_INET6, nom, &lue) == 1;
    if (!ici && noter("getaddrinfo", nom)) return EAI_NONAME;
    return vrai(nom, service, voeux, rendu);
}
